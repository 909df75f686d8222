import type { DeliverySign, ScannerFailure, ScannerWay } from '../../app/ports/scanner.ts';
import type { Finding, Part } from '../../domain/marking-code/diagnose.ts';
import type { ScannerMaker, SetUpPurpose } from '../../domain/scanner/set-up.ts';
import { type Advice, counted } from '../shell/texts.ru.ts';

export const scannerWays: Readonly<Record<ScannerWay, string>> = {
  keyboard: 'Клавиатура',
  serial: 'USB-COM',
  hid: 'USB HID POS',
  camera: 'Камера',
};

export const scanners = {
  title: 'Проверка сканера',
  devices: 'Сканеры',
  keyboardHint: 'Сканер в режиме клавиатуры работает сразу: подключать его не нужно.',
  forget: 'Забыть',
  speed: 'Скорость порта, бит/с',
  speedHint: 'Скорость важна только для сканера на настоящем COM-порту: вместо кода приходит мусор, если она не та.',
  add: { serial: 'Добавить USB-COM', hid: 'Добавить HID POS' } as Readonly<Record<ScannerWay, string | undefined>>,
  failures: {
    refused: 'Браузер не дал доступ. Разрешите его в настройках сайта и попробуйте снова.',
    unsupported: 'Этот браузер или это устройство так не умеет.',
    busy: 'Устройство занято другой программой. Закройте её и попробуйте снова.',
  } satisfies Readonly<Record<ScannerFailure['kind'], string>>,
  whichHint: 'Не знаете, какой? Выберите USB-COM.',
  notListed: 'Сканера нет в списке? Он ещё в режиме клавиатуры: отсканируйте код настройки и попробуйте снова.',
  hidHint: 'Сканер без серийного номера браузер забывает, когда его отключают: тогда добавьте его снова.',
  noWays:
    'В этом браузере доступны только клавиатура и камера. USB-COM и HID POS есть в Chrome, Edge и Яндекс Браузере на компьютере.',
  last: 'Последний скан',
  waiting: 'Отсканируйте любой код',
  waitingHint: 'Отсюда в чек ничего не попадёт. Видно каждый байт, который прислал сканер.',
  history: 'Раньше',
  raw: 'Прислал сканер',
  hex: 'В байтах',
  code: 'Код',
  from: 'Откуда',
  timing: 'Время',
  pieces: (way: ScannerWay, pieces: number, totalMs: number, gapMs: number): string => {
    const names: Readonly<Record<ScannerWay, readonly [string, string, string]>> = {
      keyboard: ['клавиша', 'клавиши', 'клавиш'],
      serial: ['порция', 'порции', 'порций'],
      hid: ['отчёт', 'отчёта', 'отчётов'],
      camera: ['кадр', 'кадра', 'кадров'],
    };
    const [one, few, many] = names[way];
    const took = pieces > 1 ? ` за ${totalMs} мс, самая долгая пауза ${gapMs} мс` : '';
    return counted(pieces, one, few, many) + took;
  },
  symbology: (aim: string): string => `вид штрихкода ${aim}`,
  repeatsWord: 'Тот же код пришёл снова почти сразу',
  repeats: 'В чек он попал бы один раз. Если так часто, увеличьте в сканере задержку повтора.',
  sheet: 'Проверочный код',
  sheetHint: 'Отсканируйте код с экрана: сравним каждый байт.',
  sheetOf: (index: number, count: number): string => `${index} из ${count}`,
  previous: 'Предыдущий код',
  next: 'Следующий код',
  same: 'Совпал до последнего байта',
  caseLost: {
    what: 'Отличаются только большие и малые буквы',
    repair: 'Выключите CapsLock или уберите в сканере смену регистра.',
  },
  differs: (at: number): string => `Отличается с ${at + 1}-го знака`,
  expected: 'Должно быть',
  got: 'Прислал сканер',
  other: 'Это другой код',
  codes: {
    short: 'Короткий код: один разделитель GS',
    full: 'Длинный код: два разделителя и подпись',
    pack: 'Пачка табака: знаки препинания',
    ean13: 'Обычный штрихкод EAN-13',
  },
  noDrawing: 'Код не удалось нарисовать.',
  copy: 'Скопировать отчёт',
  copied: 'Отчёт скопирован',
  notCopied: 'Браузер не дал скопировать: выделите отчёт и скопируйте сами.',
  report: 'Отчёт',
};

/** What the way itself noticed. */
export const signs: Readonly<Record<DeliverySign, Advice>> = {
  layout: {
    what: 'На компьютере включена русская раскладка',
    repair:
      'Код прочитан по клавишам и не испорчен. Но лучше переключите сканер в режим USB-COM или включите английскую раскладку.',
  },
  'caps-lock': {
    what: 'Включён CapsLock',
    repair: 'Код прочитан по клавишам. Выключите CapsLock: некоторые сканеры из-за него путают большие и малые буквы.',
  },
  'num-lock': {
    what: 'Выключен NumLock',
    repair:
      'Сканер набирает цифры на цифровом блоке, и вместо них приходят стрелки. Код прочитан по клавишам. Но лучше включите NumLock или переключите сканер в режим USB-COM.',
  },
  'shift-held': {
    what: 'На клавиатуре зажата клавиша Shift',
    repair: 'Большие и малые буквы в таком скане уже не различить. Отпустите Shift и отсканируйте ещё раз.',
  },
  'no-suffix': {
    what: 'Сканер не ставит знак конца (Enter)',
    repair:
      'Каждый скан ждёт лишнюю четверть секунды, а два скана подряд могут слипнуться. Включите в сканере суффикс CR (Enter).',
  },
  cut: { what: 'Скан оборвался', repair: 'Часть кода не пришла. Проверьте кабель и отсканируйте ещё раз.' },
};

const rescan =
  'Отсканируйте ещё раз. Если повторится, а другие товары читаются, код на упаковке повреждён: отложите товар.';

const separator =
  'Переключите сканер в режим USB-COM или включите в нём передачу GS: без неё часть кодов прочитать нельзя.';

const parts: Readonly<Record<Part, string>> = {
  91: 'ключ (поле 91)',
  92: 'подпись (поле 92)',
  93: 'код проверки (поле 93)',
  pack: 'код пачки',
  code: 'код',
};

const shown = (text: string): string =>
  [...text]
    .map((character) =>
      character > ' ' && character < '\u007f'
        ? character
        : `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
    )
    .join(' ');

const signsOf = (count: number): string => counted(count, 'знак', 'знака', 'знаков');

/** What the code itself shows; `care`: something must be done. */
export function finding(found: Finding): Advice & { readonly look: 'ok' | 'care' | 'none' } {
  const care = (what: string, repair: string) => ({ look: 'care' as const, what, repair });
  const fine = (what: string, repair: string) => ({ look: 'ok' as const, what, repair });
  const none = (what: string, repair: string) => ({ look: 'none' as const, what, repair });
  switch (found.kind) {
    case 'fine':
      return fine('Код пришёл целиком', 'Так и должно быть.');
    case 'aim':
      return none(`Сканер добавляет вид штрихкода: ${found.id}`, 'Не мешает: касса его отбрасывает.');
    case 'prefix':
      if (found.breaks)
        return care(
          `Сканер добавляет перед кодом: ${shown(found.text)}`,
          'Из-за этого код не прочитать. Выключите в сканере префикс (Prefix).',
        );
      return none(
        `Перед кодом лишнее: ${shown(found.text)}`,
        'Касса это отбросила. Лучше выключить в сканере префикс.',
      );
    case 'suffix':
      if (found.breaks)
        return care(
          `Сканер добавляет после кода: ${shown(found.text)}`,
          'Из-за этого код не прочитать. Оставьте в сканере один суффикс: CR (Enter).',
        );
      return none(
        `После кода лишнее: ${shown(found.text)}`,
        'Касса это отбросила. Лучше оставить в сканере один суффикс: CR (Enter).',
      );
    case 'separator-lost':
      return care(
        found.before.length > 0
          ? `Потерян разделитель GS перед полем ${found.before.join(', ')}`
          : 'Потеряны разделители GS',
        separator,
      );
    case 'separator-text':
      return care(`Вместо разделителя GS пришли буквы ${found.token}`, `Касса поняла. ${separator}`);
    case 'separator-character':
      return care(`Вместо разделителя GS пришёл другой знак: ${shown(found.character)}`, `Касса поняла. ${separator}`);
    case 'separator-unclear':
      return care(
        found.token === undefined
          ? 'Разделителя GS нет, и неясно, где кончается номер'
          : `Разделитель GS потерян, или вместо него пришло: ${shown(found.token)}`,
        `Номер экземпляра можно прочитать по-разному, поэтому касса его не взяла. ${separator}`,
      );
    case 'escaped':
      return care(
        'Знаки в коде пришли в записи XML, URL или программы (например &lt; вместо <)',
        'Касса поняла. Между сканером и кассой стоит программа, которая меняет код: отключите её или переключите сканер в режим USB-COM.',
      );
    case 'typography':
      return care(
        `Вместо простых знаков пришли типографские: ${shown(found.characters)}`,
        'Касса поняла. Не копируйте код из документа: сканируйте упаковку. Если это сканер, переключите его в режим USB-COM.',
      );
    case 'separator-extra':
      return none('Лишний разделитель GS', 'Не мешает: касса его отбросила.');
    case 'typed-from-label':
      return none(
        'Код набран с этикетки, со скобками',
        'Так нельзя проверить подлинность: отсканируйте квадратный код.',
      );
    case 'russian-layout':
      return care(
        'Код набран в русской раскладке',
        'Включите английскую раскладку или переключите сканер в режим USB-COM.',
      );
    case 'caps-lock':
      return care(
        'Похоже, включён CapsLock',
        'Выключите CapsLock и отсканируйте ещё раз: большие и малые буквы в коде важны.',
      );
    case 'one-case':
      return care(
        found.letters === 'upper' ? 'Все буквы большие: так не бывает' : 'Все буквы малые: так не бывает',
        'Проверьте CapsLock, Shift и настройку «Caps Lock» в сканере.',
      );
    case 'shift-held':
      return care('Похоже, зажата или залипла клавиша Shift', 'Отпустите Shift и отсканируйте ещё раз.');
    case 'lead-zero-lost':
      return care('Сканер съел первый ноль', 'Касса его вернула. Выключите в сканере обрезку начала кода.');
    case 'cut':
      return care(
        `Обрезано: ${parts[found.part]}${found.missing === undefined ? '' : `, не хватает: ${signsOf(found.missing)}`}`,
        rescan,
      );
    case 'extended':
      return care(`Лишнее внутри: ${parts[found.part]}, на ${signsOf(found.extra)} длиннее`, rescan);
    case 'no-tail':
      return care(
        'Нет кода проверки в конце',
        'Такой код проверить нельзя. Отсканируйте квадратный код на упаковке, а не штрихкод рядом.',
      );
    case 'odd-tail':
      return care('Незнакомый вид кода проверки', 'Касса отправит код как есть: решит Честный ЗНАК.');
    case 'odd-padding':
      return care(
        `Подпись кончается необычно: ${shown(found.end)}`,
        'Касса отправит код как есть. Если ответ «не найден», отсканируйте ещё раз.',
      );
    case 'odd-field':
      return none(`Необычное поле ${found.ai}: ${found.value}`, 'Касса отправит код как есть.');
    case 'foreign-characters':
      return care(
        `В коде знаки, которых там не бывает: ${shown(found.characters)}`,
        'Проверьте раскладку и режим сканера, отсканируйте ещё раз.',
      );
    case 'doubled':
      return none('Код пришёл дважды подряд', 'Касса взяла его один раз. Увеличьте в сканере задержку повтора.');
    case 'glued':
      return care(
        'Слиплись два кода',
        'Ни один не взят. Отсканируйте товары по одному и включите в сканере суффикс CR (Enter).',
      );
    case 'ambiguous':
      return care('Код можно прочитать двумя способами', separator);
    case 'check-digit':
      return care(`Не сходится контрольная цифра в ${found.digits}: ждали ${found.expected}`, rescan);
    case 'not-a-mark':
      return none(
        notMarks[found.what],
        found.what === 'product'
          ? 'Для маркированного товара сканируйте квадратный код (Data Matrix).'
          : 'Касса такое не продаёт: отсканируйте квадратный код на товаре.',
      );
  }
}

const notMarks: Readonly<Record<Extract<Finding, { kind: 'not-a-mark' }>['what'], string>> = {
  product: 'Это обычный штрихкод товара',
  sscc: 'Это код короба или паллеты',
  aggregate: 'Это код упаковки с содержимым',
  fur: 'Это старый код шубы',
  egais: 'Это марка ЕГАИС',
  link: 'Это ссылка',
  text: 'Это не код товара',
};

/** What kind of code it is, in one word. */
export const forms: Readonly<Record<string, string>> = {
  pack: 'пачка табака',
  'short-93': 'короткий код',
  'full-44': 'полный код, подпись 44',
  'full-88': 'полный код, подпись 88',
  'ki-only': 'без кода проверки',
  other: 'необычный код',
};

/** Setting a scanner up with the maker's own barcodes. */
export const setUp = {
  button: 'Настроить сканер',
  title: 'Настройка сканера',
  maker: 'Чей сканер? Марка написана на корпусе снизу.',
  others: 'Другой',
  what: 'Что настроить?',
  purposes: {
    'usb-com': 'Режим USB-COM: разделители GS не теряются, раскладка не мешает',
    'hid-pos': 'Режим USB HID POS: то же, без драйвера',
    keyboard: 'Вернуть режим клавиатуры',
    suffix: 'Ставить знак конца CR (Enter)',
    'data-matrix': 'Читать Data Matrix',
  } satisfies Readonly<Record<SetUpPurpose, string>>,
  scan: 'Отсканируйте этот код своим сканером. Лазерный сканер с экрана не прочтёт: ему нужен код на бумаге.',
  source: (source: string): string => `Из руководства: ${source.replace(', p. ', ', с. ')}.`,
  sure: 'Совпадает в двух независимых источниках, на живом сканере мы его не проверяли.',
  notSure:
    'Один источник, и на живом сканере мы его не проверяли. Если сканер промолчит или пискнет, ничего не изменится: возьмите код из своего руководства.',
  back: 'Если после него сканер замолчал, отсканируйте «Вернуть режим клавиатуры».',
  then: 'Потом добавьте его:',
  words: {
    datalogic:
      'Остального здесь нет: в руководстве ищите «Global Prefix/Suffix» (CR в конце) и «Keyboard Country Mode» → U.S.',
    zebra:
      'Режим USB меняется в руководстве, глава «USB Interface», «USB Device Type»: CDC COM Port или HID POS. То же делает бесплатная программа 123Scan.',
    honeywell:
      'Режим USB меняется в руководстве, глава «Programming the Interface», «Plug and Play»: USB Serial. Эти коды сами добавляют CR.',
    newland:
      'Откройте руководство, глава «USB Interface»: сначала «Enter Setup», потом «USB CDC» или «HID-POS», в конце «Exit Setup». То же делает программа EasySet.',
    netum: 'У Netum под одной маркой разные сканеры: руководство именно вашей модели лежит на scandocs.net.',
    mertech: 'Коды для своей модели возьмите на help.mertech.ru: «Сканер к 1С» (режим USB-COM), «GS» (разделители).',
    poscenter: 'SG-110-BT: руководство, с. 21 и 31 (суффикс «только CR»). Для других моделей ищите «USB Virtual COM».',
    other:
      'В руководстве к сканеру найдите «USB Virtual COM» (или «USB CDC») и отсканируйте тот код, потом суффикс «CR». Затем закройте это окно и нажмите «Добавить USB-COM».',
  } satisfies Readonly<Record<ScannerMaker['id'], string>>,
};
