/** What is wrong with the ККТ, and what mends it. The strip, the payment, the shift and the settings say it. */
import type { PrinterFailure } from '../../app/ports/printer.ts';
import type { PrinterTrouble } from '../../domain/document/printer-trouble.ts';
import type { AdviceWay } from '../advice/texts.ru.ts';
import { type Advice, counted, left } from '../shell/texts.ru.ts';

const again = 'Повторите. Если не поможет, выключите и включите ККТ.';

const service = 'Вызовите мастера ЦТО.';

const support = 'Повторите. Если повторится, сообщите в поддержку.';

/** What is wrong with the ККТ (meaning and remedy: kkt-shtrih.md §4). `what` fits after «ККТ:». */
export const troubles: Readonly<Record<PrinterTrouble, Advice>> = {
  'no-paper': { what: 'нет бумаги', repair: 'Вставьте чековую ленту и закройте крышку.' },
  'no-journal-paper': { what: 'нет контрольной ленты', repair: 'Вставьте контрольную ленту и закройте крышку.' },
  'cover-open': { what: 'открыта крышка', repair: 'Закройте крышку до щелчка.' },
  cutter: { what: 'заело отрезчик бумаги', repair: 'Откройте крышку, уберите обрывки бумаги и закройте её.' },
  mechanism: {
    what: 'заело печать',
    repair:
      'Откройте крышку, проверьте, ровно ли идёт лента, и закройте её. Если не поможет, выключите и включите ККТ.',
  },
  overheated: { what: 'печать перегрелась', repair: 'Подождите пару минут: ККТ остынет.' },
  'printer-link': {
    what: 'нет связи с её принтером',
    repair: `Выключите и включите ККТ. Если повторится: ${lower(service)}`,
  },

  printing: { what: 'ещё печатает', repair: 'Дождитесь конца печати.' },
  'continue-print': { what: 'ждёт, чтобы допечатать', repair: 'Проверьте бумагу и крышку: печать продолжится сама.' },
  'wrong-submode': { what: 'занята печатью', repair: 'Проверьте бумагу и крышку и дождитесь конца печати.' },

  'shift-expired': {
    what: 'смена больше 24 часов',
    repair: 'Закройте смену. Новую касса откроет сама, с первым чеком.',
  },
  'shift-open': { what: 'смена уже открыта', repair: 'Обновите состояние смены. Для новой сначала закройте эту.' },
  'shift-closed': { what: 'смена закрыта', repair: 'Откройте смену. С первым чеком она откроется и сама.' },
  'close-shift-first': { what: 'нужно закрыть смену', repair: 'Закройте смену: дальше ККТ без этого не работает.' },
  'totals-full': { what: 'счётчики смены заполнены', repair: 'Закройте смену: новая начнёт их с нуля.' },
  'shift-numbers': { what: 'номера смен в ККТ и ФН разошлись', repair: `Чеки пробить нельзя. ${service}` },

  'document-open': {
    what: 'остался незакрытый чек',
    repair: 'Повторите: касса закончит или отменит его сама.',
  },
  'document-closed': { what: 'чек в ней уже закрыт', repair: 'Повторите: касса спросит ККТ заново.' },
  'wrong-document-type': { what: 'в ней открыт чек другого вида', repair: 'Повторите: касса отменит его сама.' },
  'other-operator': {
    what: 'чек открыт другой программой',
    repair: 'Закончите или отмените его там. Если другой программы нет, проверьте пароль ККТ в настройках.',
  },
  'no-copy': { what: 'копировать нечего', repair: 'Последнего документа нет в памяти ККТ.' },
  'buffer-full': {
    what: 'чек не помещается в память',
    repair: 'Подождите немного и повторите. Если не поможет, разделите покупку на два чека.',
  },
  'too-many-lines': { what: 'слишком много позиций', repair: 'Разделите покупку на два чека.' },
  'document-too-long': {
    what: 'чек слишком длинный',
    repair: 'Он не поместится в память ККТ: разделите покупку на два чека.',
  },
  'tag-too-long': {
    what: 'данные не помещаются в чек',
    repair:
      'Обрезать их нельзя. Код товара отсканируйте ещё раз, почту покупателя и имя кассира проверьте; если не поможет, сообщите в поддержку.',
  },
  'payment-short': { what: 'оплата меньше суммы чека', repair: 'Выберите способ оплаты заново.' },
  'cashless-above': { what: 'картой больше суммы чека', repair: 'Исправьте сумму картой.' },
  'no-cash': {
    what: 'в ящике меньше денег, чем нужно',
    repair: 'Внесите наличные на экране «Смена» или уменьшите сумму.',
  },
  'zero-total': { what: 'сумма чека равна нулю', repair: 'Проверьте цены и количество.' },
  'negative-total': { what: 'сумма чека меньше нуля', repair: 'Проверьте цены и количество.' },
  'wrong-subtotal': { what: 'сумма чека не сошлась', repair: support },
  discount: { what: 'скидка не принята', repair: support },
  overflow: { what: 'слишком большая сумма', repair: 'Проверьте цены и количество или разделите покупку на два чека.' },
  'inn-differs': {
    what: 'зарегистрирована на другой ИНН',
    repair: 'Подключите ККТ этого магазина. Если она та самая, исправьте ИНН в настройках.',
  },
  'taxation-not-registered': {
    what: 'не та система налогообложения',
    repair: 'Выберите в настройках ту, на которую зарегистрирована ККТ.',
  },

  'fn-state': { what: 'ФН не готов', repair: again },
  'fn-failure': { what: 'отказ ФН', repair: `Чеки пробить нельзя. ${service}` },
  'fn-silent': { what: 'ФН не отвечает', repair: again },
  'fn-expired': { what: 'срок ФН вышел', repair: `Чеки пробить нельзя: нужен новый ФН. ${service}` },
  'fn-full': { what: 'память ФН заполнена', repair: `Чеки пробить нельзя: нужен новый ФН. ${service}` },
  'fn-link': { what: 'нет связи с ФН', repair: again },
  'not-fiscalized': { what: 'не зарегистрирована в налоговой', repair: `Чеки пробить нельзя. ${service}` },
  'no-document': { what: 'такого документа нет', repair: 'Проверьте номер документа.' },
  'ofd-no-connection': {
    what: 'нет связи с ОФД',
    repair: 'Проверьте интернет у ККТ. Чеки уйдут сами, когда он появится.',
  },
  'ofd-overdue': {
    what: 'чеки не уходили в ОФД 30 дней',
    repair: 'Подключите ККТ к интернету: пока чеки не уйдут, новые пробить нельзя.',
  },
  'ofd-refused': { what: 'ОФД не принял документ', repair: 'Проверьте договор с ОФД и его адрес в ККТ.' },

  'bad-mark': { what: 'марка не прошла проверку', repair: 'Уберите товар из чека и отложите его.' },
  'marks-forbidden': {
    what: 'ФН не для маркировки',
    repair: `Маркированные товары здесь продать нельзя: нужен другой ФН. ${service}`,
  },
  'mark-sequence': { what: 'проверка марок сбилась', repair: 'Повторите: касса проверит марки заново.' },
  'mark-notices-full': {
    what: 'не отправлены уведомления о марках',
    repair: 'Подключите ККТ к интернету: пока они не уйдут, маркированные товары не продать. Остальные можно.',
  },
  'mark-table-full': {
    what: 'слишком много марок',
    repair: 'В чеке не больше 128 марок: разделите покупку на два чека.',
  },
  'mark-details-missing': { what: 'не хватает данных о марке', repair: support },
  'mark-not-checked': { what: 'марка не проверена', repair: 'Повторите: касса проверит её заново.' },
  'mark-unreadable': { what: 'марка не читается', repair: 'Уберите товар из чека и отсканируйте код ещё раз.' },
  'mark-forged': { what: 'марка поддельная', repair: 'Уберите товар из чека и отложите его.' },
  'mark-keys': {
    what: 'обновляет ключи проверки марок',
    repair: 'Подождите минуту и повторите. Для этого ККТ нужен интернет.',
  },

  'clock-wrong': { what: 'часы идут неверно', repair: 'Закройте смену и поставьте на ККТ верные дату и время.' },
  'wrong-password': { what: 'пароль не подошёл', repair: 'Исправьте пароль ККТ в настройках: обычно это 30.' },
  settings: { what: 'мешают её настройки', repair: `${support} Настройки ККТ меняет мастер ЦТО.` },
  'field-locked': { what: 'настройку сейчас не изменить', repair: 'Закройте смену и повторите.' },

  'low-voltage': { what: 'слабое питание', repair: 'Проверьте блок питания и розетку или зарядите аккумулятор.' },
  power: { what: 'сбой питания', repair: 'Проверьте блок питания и розетку, выключите и включите ККТ.' },
  hardware: { what: 'неисправность', repair: `Выключите и включите ККТ. Если повторится: ${lower(service)}` },
  'firmware-replaced': { what: 'заменена её программа', repair: `Нужно технологическое обнуление. ${service}` },
  'memory-restored': {
    what: 'память восстановлена после сбоя',
    repair: 'Повторите и сверьте итоги смены по X-отчёту.',
  },
  'kkt-failure': { what: 'внутренняя ошибка', repair: `Выключите и включите ККТ. Если повторится: ${lower(service)}` },

  unsupported: { what: 'так не умеет', repair: 'Обновите программу ККТ или сообщите в поддержку.' },
  'wrong-mode': { what: 'занята другим делом', repair: again },
  'wrong-operation': { what: 'не приняла операцию', repair: support },
  'wrong-format': { what: 'не поняла команду', repair: support },
  'too-long': { what: 'слишком длинный текст', repair: 'Сократите название товара.' },
  'no-data': { what: 'нет данных', repair: support },
  unknown: { what: 'неизвестная ошибка', repair: support },
};

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** How the way to the ККТ failed (devices/links). */
export const linkKinds = ['busy: 4409', 'busy', 'gone', 'no-answer', 'no-place', 'refused', 'unsupported'] as const;

export type LinkKind = (typeof linkKinds)[number];

const linkFailures: Readonly<Record<LinkKind, Advice>> = {
  // The gateway's word for another till (src/gateway/errors.ts).
  'busy: 4409': {
    what: 'занята другой кассой',
    repair:
      'Она освободит ККТ, как только закончит: подождите немного и повторите. Если не освободит, закройте «Полтора» на том устройстве.',
  },
  'no-place': { what: 'порт не выбран или ККТ не в нём', repair: 'Вставьте кабель и нажмите «Выбрать порт».' },
  busy: {
    what: 'порт занят',
    repair: 'Закройте программу или вкладку, которая уже работает с ККТ, и проверьте, что ККТ включена.',
  },
  gone: { what: 'связь оборвалась', repair: 'Вставьте кабель и включите ККТ: касса найдёт её сама.' },
  'no-answer': { what: 'не отвечает', repair: 'Включите ККТ, проверьте кабель или сеть.' },
  refused: {
    what: 'нет доступа',
    repair: 'По кабелю: подключите ККТ ещё раз и разрешите доступ. По сети: проверьте адрес ККТ на сервере кассы.',
  },
  unsupported: {
    what: 'этот браузер не работает с кабелем',
    repair: 'Возьмите Chrome или Яндекс Браузер на компьютере либо подключите ККТ по сети.',
  },
};

const notConnected: Advice = { what: 'ККТ не подключена', repair: 'Включите ККТ, проверьте кабель или сеть.' };

const silentAddress = (address: string): Advice => ({
  what: `${notConnected.what}: по адресу ${address} никто не отвечает`,
  repair: 'Включите ККТ и проверьте её сеть. Адрес меняют в настройках, в карточке «Сервер кассы».',
});

const notChosen: Advice = { what: 'ККТ не подключена', repair: 'Выберите в настройках, как с ней связаться.' };

const silent: Advice = { what: 'ККТ не ответила', repair: 'Проверьте кабель и питание ККТ.' };

/** The words of a failure, and the small print. `chosen`: whether the shop has said how its ККТ is reached. */
export function printerAdvice(
  failure: PrinterFailure,
  chosen = true,
): Advice & { readonly detail?: string | undefined } {
  if (failure.kind === 'refused') {
    const { what, repair } = troubles[failure.trouble];
    return { what: `ККТ: ${what}`, repair, detail: failure.detail };
  }
  if (failure.kind === 'lost-answer') return { ...silent, detail: failure.detail };
  if (!chosen) return notChosen;
  const link = linkKinds.find((kind) => failure.detail?.startsWith(kind));
  if (!link) return { ...notConnected, detail: failure.detail };
  const { what, repair } = linkFailures[link];
  // The gateway says which address it has tried, in «» as well: a wrong one is the likeliest reason.
  const [, silentAt] = (link === 'no-answer' && /«(.+)»/.exec(failure.detail ?? '')) || [];
  if (silentAt !== undefined) return silentAddress(silentAt);
  // The gateway knows what people call the other till, and puts it in «» (src/gateway/kkt-bridge.ts).
  const [, other] = (link === 'busy: 4409' && /«(.+)»/.exec(failure.detail ?? '')) || [];
  if (other !== undefined) return { what: `ККТ занята кассой «${other}»`, repair };
  return {
    what: `${notConnected.what}: ${what}`,
    repair,
    detail: failure.detail?.slice(link.length).replace(/^[\s:,.]+/, '') || undefined,
  };
}

/** Troubles that are mended elsewhere than at the ККТ itself. */
const troubleWays: Readonly<Partial<Record<PrinterTrouble, AdviceWay>>> = {
  'shift-expired': 'shift',
  'shift-open': 'shift',
  'shift-closed': 'shift',
  'close-shift-first': 'shift',
  'totals-full': 'shift',
  'no-cash': 'shift',
  'clock-wrong': 'shift',
  'field-locked': 'shift',
  'inn-differs': 'settings',
  'taxation-not-registered': 'settings',
  'wrong-password': 'settings-kkt',
  'other-operator': 'settings-kkt',
};

/** Where the strip's advice leads: to the place where it is done, else to one more look at the ККТ. */
export function printerWay(failure: PrinterFailure, chosen: boolean): AdviceWay {
  if (failure.kind === 'refused') return troubleWays[failure.trouble] ?? 'kkt';
  const isOfLink = !chosen || /^(?:no-place|refused|unsupported)/.test(failure.detail ?? '');
  return isOfLink ? 'settings-kkt' : 'kkt';
}

/** One word for the status strip, after «ККТ:». */
export const printerWord = (failure: PrinterFailure): string =>
  failure.kind === 'refused'
    ? troubles[failure.trouble].what
    : { 'not-connected': 'не подключена', 'lost-answer': 'не отвечает' }[failure.kind];

/** A shop with ТС ПИоТ must not begin its day without a shift. */
export const closedShift: Advice = {
  what: 'Смена закрыта: ТС ПИоТ ждёт',
  repair:
    'Откройте смену до первого скана. Пока она закрыта, ТС ПИоТ не связывается с Честным ЗНАКом и коды проверяет только ЛМ ЧЗ.',
  to: 'open-shift',
};

/** What the ФН says of itself, in words for the strip and for the screen of the shift. */
/** On the strip. */
export const strip = {
  demo: 'ККТ: учебная',
  shiftLeft: (ms: number): string => `Смена: ещё ${left(ms)}`,
  shiftExpired: 'Смена больше 24 часов',
};

export const fnWarnings = {
  'fn-3-days': {
    what: 'ФН: осталось меньше 3 дней',
    repair: 'Замените ФН сейчас: через 3 дня чеки пробить будет нельзя. Вызовите мастера ЦТО.',
  },
  'fn-30-days': { what: 'ФН: осталось меньше 30 дней', repair: 'Закажите замену ФН в ЦТО.' },
  'fn-memory': {
    what: 'ФН: память почти заполнена',
    repair:
      'Подключите ККТ к интернету: чеки уйдут в ОФД, и место освободится. Если интернет есть, закажите замену ФН в ЦТО.',
  },
} satisfies Readonly<Record<string, Advice>>;

export const ofd = {
  unknownAdvice: {
    what: 'Обмен с ОФД не виден',
    repair: 'ККТ не говорит, ушли ли чеки. Проверяйте в личном кабинете ОФД или в её отчёте.',
  },
  inDemo: { what: 'Учебная касса', repair: 'Чеки учебной кассы не уходят в ОФД и налоговую.' },
  unsent: (count: number, since: string | undefined): string => `ОФД: ${ofd.waitingCount(count, since)}`,
  silent: 'ОФД: долго нет связи',
  sent: 'всё отправлено',
  waitingCount: (count: number, since: string | undefined): string =>
    `не отправлено ${count}${since === undefined ? '' : `, с ${since}`}`,
  /** Without an exchange for 30 days the ФН refuses documents (kkt-shtrih.md §4, code 15h). */
  waiting: (daysLeft: number | undefined): string =>
    [
      'Проверьте интернет у ККТ: чеки уйдут сами, когда он появится.',
      daysLeft === undefined
        ? 'Без связи 30 дней ККТ перестанет пробивать чеки.'
        : `Через ${counted(daysLeft, 'день', 'дня', 'дней')} без связи ККТ перестанет пробивать чеки.`,
    ].join(' '),
};

/** What goes on without losing the receipt. */
export const ways = {
  closeShift: 'Закрыть смену и продолжить',
  closing: 'Закрываем смену…',
  choosePort: 'Выбрать порт',
  look: 'Проверить связь',
  looking: 'Проверяем…',
  toShift: 'Открыть «Смену»',
  toSettings: 'Открыть настройки',
  removeLine: 'Убрать товар из чека',
};
