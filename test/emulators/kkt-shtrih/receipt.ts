/** An open receipt: its items, what is bound to them and the order it must come in. kkt-shtrih §2.6, §2.8, §3.4, §3.5, §8. */
import { refuse, type Refusal } from './errors.ts';
import { controlCode, isNegative, type MarkCheck } from './marks.ts';
import { encodeTags, type Tags, type TagValue } from './tags.ts';

/** A rate of VAT as FF46 names it. */
export interface VatRate {
  /** Tag 1199. */
  readonly tag: number;
  readonly label: string;
  /** Part of the price that is tax: percents over a hundred and them. */
  readonly percent: number;
  /** The total of this rate in a document; newer rates have tags the reference does not know. */
  readonly totalTag?: number;
}

/** FF46 as it was read. */
export interface Position {
  readonly name: string;
  readonly printed: boolean;
  /** Millionths. */
  readonly quantity: number;
  readonly price: number;
  readonly sum: number;
  readonly vat: VatRate;
  readonly department: number;
  /** Tag 1214. */
  readonly method: number;
  /** Tag 1212. */
  readonly subject: number;
}

/** What FF67 bound: a КМ with its check, a plain barcode, or the absence of a КМ (CashCore). */
export type Bound =
  | { readonly kind: 'mark'; readonly check: MarkCheck }
  | { readonly kind: 'barcode'; readonly goods: Tags }
  | { readonly kind: 'none' };

export interface Item extends Position {
  readonly tags: Readonly<Record<number, TagValue>>;
  readonly bound: Bound | null;
}

const whole = 1_000_000;

/** Bytes of tag 1059 (marking-codes.md §2.1). */
const longestItem = 1_024;
/** Characters of text tags, bytes of their groups (marking-codes.md §2.1, §2.2). */
const longest: Readonly<Record<number, number>> = {
  1008: 64,
  1021: 64,
  1085: 64,
  1086: 256,
  1117: 64,
  1191: 64,
  1192: 16,
  1264: 32,
  1265: 256,
  1084: 320,
  1260: 302,
  1261: 302,
  1256: 1_024,
};

function tooLong(tag: number, value: TagValue): boolean {
  const most = longest[tag];
  if (typeof value === 'string') return most !== undefined && value.length > most;
  if (typeof value === 'number') return false;
  const inside = value as Tags;
  return (
    (most !== undefined && encodeTags(inside).length > most) ||
    Object.entries(inside).some(([key, each]) => tooLong(Number(key), each as TagValue))
  );
}

/** The КМ itself travels in the notice of sale, and the receipt holds what is made of it. */
const archived = (item: Tags): Tags =>
  Object.fromEntries(Object.entries(item).filter(([tag]) => tag !== '2000')) as Tags;

const itemTags = [1191, 1222, 1223, 1224, 1226, 1229, 1230, 1231, 1260, 1291, 2108];
const documentTags = [
  1008, 1021, 1084, 1085, 1086, 1117, 1125, 1173, 1174, 1178, 1179, 1187, 1192, 1203, 1227, 1228, 1256, 1261,
];
const measures = [0, 10, 11, 12, 20, 21, 22, 30, 31, 32, 40, 41, 42, 50, 51, 70, 71, 72, 73, 80, 81, 82, 83, 255];

/** Items without a КМ that should have one, and with it (§2.6). */
const withoutMark = [30, 32];
const withMark = [31, 33];

/** The type of an operation in the mode byte and in the numbers of registers. */
export const receiptTypes = { 1: 0, 2: 2, 3: 1, 4: 3 } as const;

/** What an operation is called where types are counted 0 приход, 1 расход, 2 возврат прихода, 3 возврат расхода (8Dh, registers). */
export const operationOfType = [1, 3, 2, 4] as const;

export class Receipt {
  readonly operation: 1 | 2 | 3 | 4;
  readonly correction: boolean;
  /** Who opened it. */
  readonly operator: number;
  readonly items: Item[] = [];
  readonly tags: Record<number, TagValue> = {};
  /** Lines of 12h, 17h: printed with the receipt when it is closed. */
  readonly lines: string[] = [];
  readonly #cashCore: boolean;
  /** CashCore: what came for the next FF46. */
  #pendingTags: Readonly<Record<number, TagValue>> = {};
  #pendingBound: Bound | null = null;

  constructor(operation: 1 | 2 | 3 | 4, operator: number, { correction = false, cashCore = false } = {}) {
    this.operation = operation;
    this.operator = operator;
    this.correction = correction;
    this.#cashCore = cashCore;
  }

  /** Registers 0 to 63: the sum of each department, by the type of the receipt (§2.10). */
  departmentSum(register: number): number {
    const type = receiptTypes[this.operation];
    return this.items
      .filter(({ department }) => Math.max(department - 1, 0) * 4 + type === register)
      .reduce((sum, item) => sum + item.sum, 0);
  }

  get total(): number {
    return this.items.reduce((sum, item) => sum + item.sum, 0);
  }

  get isReturn(): boolean {
    return this.operation === 2 || this.operation === 4;
  }

  /** FF46. On CashCore it takes up what FF4D and FF67 brought before it. */
  add(position: Position): Refusal | null {
    const item: Item = { ...position, tags: this.#pendingTags, bound: this.#pendingBound };
    const wrong = boundWrong(item);
    if (wrong !== null) return wrong;
    this.items.push(item);
    this.#pendingTags = {};
    this.#pendingBound = null;
    return null;
  }

  /** FF4D: to the last item on desktop, to the next one on CashCore (§3.5). */
  attach(tags: Tags): Refusal | null {
    const last = this.items.at(-1);
    if (!this.#cashCore && last === undefined) return refuse(0x33, 'нет операции для привязки тега');
    const { tags: before, bound } =
      this.#cashCore || last === undefined ? { tags: this.#pendingTags, bound: this.#pendingBound } : last;
    for (const [key, value] of Object.entries(tags)) {
      const tag = Number(key);
      if (tag === 1023) return refuse(0x33, '<0x0033002F>');
      if (!itemTags.includes(tag) || tag in before) return refuse(0x33, `тег ${key}`);
      if (bound !== null && bound.kind !== 'barcode')
        return refuse(0x33, `<0x00330054> до команды FF67h передаётся тег ${key}`);
      if (!rightForm(tag, value as TagValue)) return refuse(0x33, `тег ${key}`);
      if (tooLong(tag, value as TagValue)) return refuse(0x10, `тег ${key}`);
    }
    const together = { ...before, ...tags };
    if (this.#cashCore) this.#pendingTags = together;
    else if (last !== undefined) this.items[this.items.length - 1] = { ...last, tags: together };
    return null;
  }

  /** FF0C. */
  attachToDocument(tags: Tags): Refusal | null {
    for (const [key, value] of Object.entries(tags)) {
      const tag = Number(key);
      if (!documentTags.includes(tag) || tag in this.tags || !rightForm(tag, value as TagValue))
        return refuse(0x33, `тег ${key}`);
      if (tooLong(tag, value as TagValue)) return refuse(0x10, `тег ${key}`);
    }
    Object.assign(this.tags, tags);
    return null;
  }

  /** The position FF67 would bind to: its tags, as far as they are known. */
  get marking(): { readonly tags: Readonly<Record<number, TagValue>>; readonly bound: Bound | null } | null {
    return this.#cashCore ? { tags: this.#pendingTags, bound: this.#pendingBound } : (this.items.at(-1) ?? null);
  }

  /** Whether FF67 may come now; tells it before ОИСМ is asked in vain. */
  bindWrong(bound: Bound['kind'], km: string): Refusal | null {
    const target = this.marking;
    if (target === null) return refuse(0x33, 'нет операции для привязки КМ');
    if (target.bound !== null) return refuse(0x33, 'КМ уже привязан');
    if (this.#cashCore && bound !== 'barcode' && !(2108 in target.tags))
      return refuse(0x33, '<0x00330054> до команды FF67h передаётся тег 2108');
    if (bound === 'mark' && this.items.some((item) => item.bound?.kind === 'mark' && item.bound.check.km === km))
      return refuse(0x33, 'КМ уже есть в чеке');
    const item = this.#cashCore ? undefined : this.items.at(-1);
    return item === undefined ? null : subjectWrong(item, bound);
  }

  /** FF67, after `bindWrong`. */
  bind(bound: Bound): Refusal | null {
    if (bound.kind === 'mark' && !statusFits(this.isReturn, bound.check.status))
      return refuse(0x33, 'планируемый статус не соответствует типу чека');
    const last = this.items.at(-1);
    if (this.#cashCore) {
      this.#pendingBound = bound;
      return null;
    }
    if (last === undefined) return refuse(0x33);
    this.items[this.items.length - 1] = { ...last, bound };
    return null;
  }

  /** What forbids to close it, besides payments (§8, FF45). */
  closingWrong(): Refusal | null {
    if (this.#pendingBound !== null || Object.keys(this.#pendingTags).length > 0)
      return refuse(0x33, 'нет операции для привязанных тегов');
    if (this.items.some(({ subject, bound }) => withMark.includes(subject) && bound?.kind !== 'mark'))
      return refuse(0x33, 'к позиции не привязан КМ');
    if (this.correction && !(1173 in this.tags)) return refuse(0x33, 'нет тега 1173');
    if (this.items.some((item) => encodeTags(archived(itemDocument(item))).length > longestItem))
      return refuse(0x10, 'тег 1059');
    return null;
  }

  /** Bytes of its items and tags in the ФН. */
  get size(): number {
    return (
      encodeTags(this.tags).length +
      this.items.reduce((size, item) => size + 4 + encodeTags(archived(itemDocument(item))).length, 0)
    );
  }

  /** The items and totals as tags of the document. */
  document(): Tags {
    const negative = this.items.some(({ bound }) => bound?.kind === 'mark' && isNegative(bound.check.result));
    return {
      ...this.tags,
      1054: this.operation,
      1059: this.items.map(itemDocument),
      ...this.#vatTotals(),
      ...(negative && { 2107: 1 }),
    };
  }

  /** Tax by rates, with the words for the strip. */
  vats(): ReadonlyMap<VatRate, number> {
    const sums = new Map<VatRate, number>();
    for (const { vat, sum } of this.items) sums.set(vat, (sums.get(vat) ?? 0) + sum);
    // For 0 % and «без НДС» the document states the sum itself.
    return new Map(
      [...sums].map(([vat, sum]) => [
        vat,
        vat.percent === 0 ? sum : Math.round((sum * vat.percent) / (100 + vat.percent)),
      ]),
    );
  }

  #vatTotals(): Tags {
    return Object.fromEntries(
      [...this.vats()].flatMap(([{ totalTag }, sum]) => (totalTag === undefined ? [] : [[totalTag, sum]])),
    );
  }
}

function itemDocument(item: Item): Tags {
  const { bound, tags } = item;
  const fraction = tags[1291] as Tags | undefined;
  return {
    1030: item.name,
    1079: item.price,
    1023: item.quantity / 1000,
    1043: item.sum,
    1199: item.vat.tag,
    1212: item.subject,
    1214: item.method,
    2108: 0,
    ...tags,
    ...(fraction !== undefined && {
      1291: { 1292: `${String(fraction[1293])}/${String(fraction[1294])}`, ...fraction },
    }),
    ...(bound?.kind === 'barcode' && { 1163: bound.goods }),
    ...(bound?.kind === 'mark' && markDocument(bound.check)),
  };
}

const markDocument = ({ km, form, status, result }: MarkCheck): Tags => ({
  1163: form.goods,
  2000: km,
  2102: 0,
  2106: result,
  2110: status,
  2115: controlCode(km),
});

function boundWrong(item: Item): Refusal | null {
  return item.bound === null ? null : subjectWrong(item, item.bound.kind);
}

/** A КМ goes with 31 and 33 alone, its absence with 30 and 32; a КМ of a piece with one piece (§3.1: 1023 stays 1). */
function subjectWrong({ subject, quantity, tags }: Item, bound: Bound['kind']): Refusal | null {
  if (bound === 'barcode') return null;
  if (!(bound === 'mark' ? withMark : withoutMark).includes(subject))
    return refuse(0x33, 'признак предмета расчёта не соответствует КМ');
  return bound === 'mark' && (tags[2108] ?? 0) === 0 && quantity !== whole
    ? refuse(0x33, 'количество маркированного товара не 1')
    : null;
}

/** Planned statuses of a sale and of a return (§3.1). */
const statusFits = (isReturn: boolean, status: number): boolean =>
  status === 255 || (isReturn ? [3, 4] : [1, 2]).includes(status);

function rightForm(tag: number, value: TagValue): boolean {
  const text = (each: TagValue | undefined): string => (typeof each === 'string' ? each : '');
  const inside = (typeof value === 'object' ? value : {}) as Tags;
  switch (tag) {
    case 2108:
      return measures.includes(value as number);
    case 1291: {
      const { 1293: part, 1294: all } = inside;
      return (
        typeof part === 'number' &&
        typeof all === 'number' &&
        part > 0 &&
        part < all &&
        Object.keys(inside).length === 2
      );
    }
    case 1260:
    case 1261:
      return (
        text(inside[1262]).length === 3 &&
        /^\d\d\.\d\d\.\d{4}$/.test(text(inside[1263])) &&
        text(inside[1264]) !== '' &&
        text(inside[1265]) !== '' &&
        Object.keys(inside).length === 4
      );
    case 1008:
      return /^(\+\d{5,15}|[^@\s]+@[^@\s]+)$/.test(text(value));
    case 1203:
      return /^\d{10}(\d\d)?\s*$/.test(text(value));
    case 1021:
      return text(value) !== '';
    case 1173:
      return value === 0 || value === 1;
    default:
      return true;
  }
}
