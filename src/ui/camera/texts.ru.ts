/** What the camera says. */
import type { ScannerFailure } from '../../app/ports/scanner.ts';

export const camera = {
  title: 'Камера',
  close: 'Убрать камеру',
  opening: 'Включаем камеру…',
  hint: 'Держите код в 10–15 см от камеры. Снимки никуда не уходят.',
  failures: {
    refused: 'Браузер не пускает к камере. Разрешите её в настройках сайта.',
    unsupported: 'Камеры нет, или браузер её не умеет.',
    busy: 'Камера занята другой программой.',
  } satisfies Readonly<Record<ScannerFailure['kind'], string>>,
};
