/** A card of the settings, a screen, or what is done on the spot. The name of each is a button of the advice. */
export const adviceWays = {
  settings: 'Открыть настройки',
  'settings-local': 'Открыть настройки',
  'local-module': 'Открыть ЛМ ЧЗ',
  'settings-kkt': 'Открыть настройки',
  'settings-ts-piot': 'Подключить ТС ПИоТ',
  'settings-server': 'Открыть настройки',
  'settings-app': 'Открыть настройки',
  shift: 'Открыть смену',
  'open-shift': 'Открыть смену',
  scanner: 'Проверить сканер',
  ask: 'Проверить связь',
  kkt: 'Проверить ККТ',
  reload: 'Обновить страницу',
};

export type AdviceWay = keyof typeof adviceWays;

export const systemCheck = 'Проверка системы';

/** Something is asked on the spot. */
export const asking = 'Проверяем…';
