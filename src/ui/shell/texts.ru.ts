/** Words that every screen may say, the strip's among them. It comes with the first load: what one screen says stands in the texts of its own folder. */
import type { ScannerDevice } from '../../app/ports/scanner.ts';
import { type Kopecks, showMoney } from '../../domain/base/money.ts';
import type { TrustedTime } from '../../domain/base/trusted-time.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import type { AdviceWay } from '../advice/texts.ru.ts';

/** What happened, and what to do about it. */
export interface Advice {
  readonly what: string;
  readonly repair: string;
  /** Where, or by what, it is done: the dialog has a button for it. */
  readonly to?: AdviceWay | undefined;
}

const date = new Intl.DateTimeFormat('ru-RU', { day: '2-digit', month: '2-digit', year: 'numeric' });

const day = new Intl.DateTimeFormat('ru-RU', { day: '2-digit', month: '2-digit' });

const time = new Intl.DateTimeFormat('ru-RU', { hour: '2-digit', minute: '2-digit' });

export const showDate = (at: number): string => date.format(at);

/** «18.11». */
export const showDay = (at: number): string => day.format(at);

export const showTime = (at: number): string => time.format(at);

export const showMoment = (at: number): string => `${date.format(at)} ${time.format(at)}`;

/** «12.11.2026 14:00» of `2026-11-12T14:00`; of midnight and of a whole day the date alone. */
export const showUntil = (until: string): string =>
  until.replace(
    /^(\d+)-(\d+)-(\d+)(?:T(.*))?$/,
    (_, year: string, month: string, date: string, time?: string) =>
      `${date}.${month}.${year}${time === undefined || time === '00:00' ? '' : ` ${time}`}`,
  );

export const roubles = (amount: Kopecks): string => `${showMoney(amount)} ₽`;

const plural = new Intl.PluralRules('ru');

/** «1 позиция», «2 позиции», «5 позиций». */
export function counted(count: number, one: string, few: string, many: string): string {
  const form = plural.select(count);
  if (form === 'one') return `${count} ${one}`;
  return `${count} ${form === 'few' ? few : many}`;
}

/** Age as a person says it: «только что», «5 мин», «3 ч», «2 дня». */
export function age(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'только что';
  if (minutes < 60) return `${minutes} мин`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} ч`;
  return counted(Math.floor(minutes / 60 / 24), 'день', 'дня', 'дней');
}

/** What is left: «15 ч 20 мин», «40 мин». */
export function left(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 60) return `${minutes} мин`;
  return [`${Math.floor(minutes / 60)} ч`, minutes % 60 > 0 ? `${minutes % 60} мин` : ''].filter(Boolean).join(' ');
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const quoted = (name: string): string => (name.includes('«') ? name : `«${name}»`);

/** ЛМ ЧЗ at an address that the till's server does not let the page call (CSP: POLTORA_LM and POLTORA_CONNECT of the gateway). */
export const localClosed: Advice & { readonly words: string } = {
  words: 'ЛМ ЧЗ: адрес закрыт',
  what: 'Сервер кассы не разрешает этот адрес ЛМ ЧЗ',
  repair:
    'На компьютере магазина: «Настройки», карточка «Сервер кассы», впишите адрес в «Адреса, открытые странице» и дважды обновите страницу. Или выберите «Через сервер кассы».',
  to: 'settings-server',
};

export const app = {
  name: 'Полтора',
  close: 'Закрыть',
  cancel: 'Отмена',
  save: 'Сохранить',
  back: 'Назад',
  toSale: 'Назад к продаже',
  notLoaded: 'Экран не загрузился. Проверьте связь с сервером кассы и обновите страницу.',
  shift: 'Смена',
  journal: 'Журнал',
  settings: 'Настройки',
  where: ({ name, till }: Pick<Shop, 'name' | 'till'>): string => [name, till].filter(Boolean).join(' · '),
  who: (shop: Pick<Shop, 'name' | 'till' | 'cashier'>): string =>
    [app.where(shop), shop.cashier].filter(Boolean).join(' · '),
};

export const scannerStates: Readonly<Record<ScannerDevice['state'], string>> = {
  ready: 'готов',
  busy: 'занят другой программой',
  away: 'не подключён',
  off: 'выключена',
};

export const onlineName = 'Честный ЗНАК';

/** Under a line that ЛМ ЧЗ allowed. */
export const checkedByLocal = 'проверил ЛМ ЧЗ';
export const localName = 'ЛМ ЧЗ';
export const tsPiotName = 'ТС ПИоТ';

/** «3 ч», «4 мин», «2 дня». */
export const span = (ms: number): string => {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 90) return `${minutes} мин`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} ч` : counted(Math.round(hours / 24), 'день', 'дня', 'дней');
};

const sources: Readonly<Record<TrustedTime['by'], string>> = {
  crpt: onlineName,
  kkt: 'ККТ',
  gateway: 'сервера кассы',
  lm: localName,
  latest: 'последней записи',
  pc: 'компьютера',
};

export const clock = {
  /** Of two clocks alone nobody can say which is wrong; ГИС МТ's is right. */
  off: ({ by, aheadMs }: TrustedTime): string =>
    by === 'crpt' || by === 'latest'
      ? `Часы компьютера ${aheadMs > 0 ? 'отстают' : 'спешат'} на ${span(Math.abs(aheadMs))}`
      : `Часы компьютера и ${sources[by]} расходятся на ${span(Math.abs(aheadMs))}`,
  advice: (time: TrustedTime): Advice => ({
    what: clock.off(time),
    repair: `Продавать можно: сроки годности и часы алкоголя касса считает по времени ${time.by === 'crpt' ? '«Честного ЗНАКа»' : sources[time.by]}. Поставьте на компьютере верные дату, время и часовой пояс${time.by === 'kkt' ? ', а если верны они — на ККТ' : ''}.`,
  }),
};

export const status = {
  fault: 'Сбой программы',
  faultRepair:
    'Касса работает дальше, чеки на месте. Если что-то на экране не отвечает, обновите страницу: открытый чек вернётся. Передайте подробности в поддержку.',
  journalEdited: 'Журнал изменён',
  label: 'Состояние кассы',
  /** What is folded away; `cares`: troubles that stand beside it. */
  /** Short beside others: it must fit whatever was measured before it. */
  rest: (look: 'ok' | 'none', shown: number): string => {
    if (shown > 0) return 'Остальное';
    return look === 'none' ? 'Состояние кассы' : 'Всё работает';
  },
  moreCares: (count: number): string => `ещё ${count}`,
  unknown: (name: string): string => `${name}…`,
  failed: (name: string, what: string): string => `${name}: ${what}`,
  kkt: 'ККТ',
  ofd: 'ОФД',
  ofdUnknown: 'ОФД: ?',
  scanner: 'Сканер',
  scannerHow: 'Сканер работает как клавиатура.',
  minimumEnds: (until: string): string => `ЕМЦ сигарет до ${showUntil(until)}`,
  minimumEnded: 'ЕМЦ сигарет не внесена',
  minimumAdvice: (until: string): Advice => ({
    what: `Единая минимальная цена сигарет в кассе действует до ${showUntil(until)}`,
    repair:
      'Обновите программу: новая цена придёт с обновлением. Если её ещё нет, узнайте новую ЕМЦ и не продавайте сигареты дешевле: после этого дня касса сама её не проверит, только Честный ЗНАК.',
  }),
  unsent: (count: number): string => `Не отправлено: ${count}`,
  updateReady: 'Новая версия готова: включится после чека',
  more: (detail: string): string => `Подробности: ${detail}`,
};

export const boot = {
  starting: 'Открываем кассу…',
  reload: 'Обновить страницу',
};

/** The strip, about the till's own memory. */
export const memory = {
  notPersisted: 'Чеки не защищены',
  notPersistedAdvice: {
    what: 'Браузер может удалить чеки, если кончится место',
    repair:
      'Установите «Полтора» как приложение (значок в адресной строке) или добавьте страницу в закладки и обновите её: тогда браузер сохранит чеки.',
    to: 'settings-app',
  } satisfies Advice,
  noRoom: 'На диске нет места',
  noRoomAdvice: {
    what: 'На диске почти нет места',
    repair:
      'Пробейте открытый чек и освободите место: без него касса не сможет записать следующий. Данные сайта не очищайте.',
  },
  unread: 'Проверьте настройки',
  unreadAdvice(names: readonly string[]): Advice {
    if (names.every((name) => name === 'relays')) {
      return {
        what: 'Запомненный адрес сервера кассы не прочитался',
        repair:
          'Касса узнала его у сервера заново. Продавать можно, делать ничего не нужно. Если это повторяется, сообщите в поддержку.',
      };
    }
    const count = counted(names.length, 'настройка', 'настройки', 'настроек');
    return {
      what: 'Часть настроек не прочиталась',
      repair: `Вместо них касса взяла прежние или обычные (${count}). Продавать можно. Откройте «Настройки», проверьте их и сохраните. Если и после этого не пропало, сообщите в поддержку.`,
      to: 'settings',
    };
  },
  loss({ what }: { readonly what: string }): string {
    if (what === 'pin') return 'ПИН пропал';
    return what === 'goods' ? 'Товары пропали' : 'Журнал неполон';
  },
};

/** A window whose code did not come. */
export const windowNotLoaded: Advice = {
  what: 'Окно не загрузилось',
  repair: 'Проверьте связь с сервером кассы и обновите страницу. Начатый чек останется.',
  to: 'reload',
};

/** The pad of digits. */
export const keypad = {
  label: 'Цифры',
  erase: 'Стереть',
  comma: ',',
};
