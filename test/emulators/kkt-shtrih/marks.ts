/** What is known of marking codes: how the ФН reads them and what ОИСМ says. kkt-shtrih §3.1, §3.2, §8. */
import { encodeTag, type Tags } from './tags.ts';
import { crc32, latin1 } from './wire.ts';

/** The verdict on one КМ. */
export interface MarkVerdict {
  /** The ФН's own check of the crypto part; by default such as the code's form lets it be. */
  readonly fn?: 'ok' | 'negative' | 'not-checkable';
  /** The answer of ОИСМ: `damaged` comes with a wrong ФП (fnCode 20h), `silent` does not come. */
  readonly oism?: 'ok' | 'bad' | 'suspended' | 'damaged' | 'silent';
}

/** Tag 2100. */
export type MarkType = 0 | 1 | 2 | 3 | 4 | 5;

/** How a КМ is read: its type and tag 1163. */
export interface MarkForm {
  readonly type: MarkType;
  readonly pack: boolean;
  /** It has its crypto part: ОИСМ can call it good. */
  readonly whole: boolean;
  readonly goods: Tags;
}

/** A plain barcode passed by FF67 is no mark: it goes to 1301, 1302 without a check (§3.1). */
export function plainBarcode(km: string): Tags | null {
  if (!/^(\d{8}|\d{13})$/.test(km)) return null;
  const sum = [...km].reverse().reduce((total, digit, place) => total + Number(digit) * (place % 2 === 0 ? 1 : 3), 0);
  if (sum % 10 !== 0) return null;
  return km.length === 8 ? { 1301: km } : { 1302: km };
}

/** Reads a КМ as it was scanned. Group separators part the AIs; the crypto part tells the type (tag 2100). */
export function readMark(km: string): MarkForm {
  const [ki = '', ...tail] = km.split('\u001d');
  if (/^01\d{14}21./s.test(ki)) {
    const part = (ai: string): string | undefined => tail.find((each) => each.startsWith(ai))?.slice(ai.length);
    const type = cryptoTypes[part('92')?.length ?? 0] ?? (part('93')?.length === 4 ? 5 : 0);
    return { type, pack: false, whole: type !== 0, goods: { 1305: ki } };
  }
  // «Короткий» is what a real device calls a pack of 29 (§5.1, vector 19): GTIN, serial of 7, price of 4, crypto part of 4.
  if (/^\d{14}.{7}(.{4}){0,2}$/s.test(km))
    return { type: 1, pack: true, whole: km.length === 29, goods: { 1306: km.slice(0, 25) } };
  return { type: 0, pack: false, whole: false, goods: { 1300: km.slice(0, 32) } };
}

/** Letters of AI 92 → tag 2100. */
const cryptoTypes: Readonly<Record<number, MarkType>> = { 44: 4, 88: 2 };

/** What ОИСМ answers, in the order of the wire (§5.1, vector 19). */
type ServerTags = readonly (readonly [tag: 2114 | 2105 | 2005 | 2109, value: number])[];

/** The outcome of one check, as the ФН keeps it. */
export interface MarkCheck {
  readonly km: string;
  /** Tag 2003. */
  readonly status: number;
  readonly form: MarkForm;
  /** Tag 2004. */
  readonly local: 0 | 1 | 3;
  readonly reason: 0 | 1 | 2 | 3 | 4;
  /** What came of ОИСМ: null in the autonomous mode, else the code and, with code 0, the tags. */
  readonly server:
    | { readonly code: 0; readonly tags: ServerTags }
    | { readonly code: 0x20; readonly cause: number }
    | { readonly code: 0xff }
    | null;
  /** Tag 2106. */
  readonly result: number;
  /** How long it took, ms. */
  readonly tookMs: number;
}

/** Which letters a result prints: «[М+]», «[М]», «[М-]» (table of §3.1). */
export function markLetters(result: number): string {
  if (result === 15) return '[М+]';
  return [1, 17, 5, 7].includes(result) ? '[М-]' : '[М]';
}

export const isNegative = (result: number): boolean => markLetters(result) === '[М-]';

/** Tag 2115: the last four decimal digits of CRC-32 of the КМ (§3.1). */
export const controlCode = (km: string): string => String(crc32(latin1.encode(km)) % 10_000).padStart(4, '0');

/** The answer of FF61 (§3.2); FF67 sends the same with code and 2106 always there (`whole`, §3.4). */
export function checkBlock({ local, reason, form, server, result }: MarkCheck, whole = false): number[] {
  const extra = server?.code !== 0 && whole ? [server?.code ?? 0xff, result] : serverBlock(server, result);
  return [local, reason, form.type, extra.length, ...extra];
}

function serverBlock(server: MarkCheck['server'], result: number): number[] {
  switch (server?.code) {
    case undefined:
      return [];
    case 0:
      return [0, result, ...server.tags.flatMap(([tag, value]) => encodeTag(tag, value))];
    case 0x20:
      return [0x20, server.cause];
    case 0xff:
      return [0xff];
  }
}

/** The ФН's own check, tag 2106 without ОИСМ: bit 0 checked, bit 1 good. */
const resultsOfFn = { ok: 3, negative: 1, 'not-checkable': 0 } as const;

/** What the ФН says of a check part: it has keys for two forms only (`type`). */
function checkByFn(type: MarkType, planned: MarkVerdict['fn']): NonNullable<MarkVerdict['fn']> {
  if (type === 2 || type === 4) return planned ?? 'ok';
  return planned === 'negative' ? 'negative' : 'not-checkable';
}

/** Why the ФН has not checked a КМ of this form. */
function reasonUnchecked(type: MarkType): 1 | 2 | 3 {
  if (type === 0) return 3;
  return type === 2 ? 2 : 1;
}

/** Tag 2109: the status that was planned is right, is wrong, or the sale of the goods is suspended. */
function goodsStatus(isGood: boolean, said: MarkVerdict['oism']): 1 | 2 | 3 {
  if (isGood) return 1;
  return said === 'suspended' ? 3 : 2;
}

/** ОИСМ and the keys of the ФН: verdicts that tests set per КМ. */
export class Marks {
  /** Whether the servers of ОИСМ can be reached at all. */
  oism: 'online' | 'silent' = 'online';
  /** «Автономный режим»: registered to work without ОИСМ; checks answer without a server block. */
  autonomous = false;
  /** The area of notifications is full: the ФН works with no marked goods (A2h, §3.5). */
  blocked = false;
  /** The verdict on every КМ that has none of its own. */
  default: MarkVerdict = {};
  /** How long ОИСМ takes to answer, and how long the device waits for a silent one (table 19 f8: 5000 on a real one), ms. */
  onlineMs = 0;
  silentMs = 0;
  /** Notices of sale that ОИСМ has not got yet. */
  notices = 0;
  readonly #verdicts = new Map<string, MarkVerdict>();

  /** A КМ is named by all its bytes or by the part before the first group separator. */
  set(km: string, verdict: MarkVerdict): void {
    this.#verdicts.set(km, verdict);
  }

  forget(km?: string): void {
    if (km === undefined) this.#verdicts.clear();
    else this.#verdicts.delete(km);
  }

  verdict(km: string): MarkVerdict {
    return this.#verdicts.get(km) ?? this.#verdicts.get(km.split('\u001d')[0] ?? '') ?? this.default;
  }

  /** One check: the ФН first, then ОИСМ. `at` goes to tag 2114, epoch ms. */
  check(km: string, status: number, at: number): MarkCheck {
    const read = readMark(km);
    const verdict = this.verdict(km);
    const fn = checkByFn(read.type, verdict.fn);
    const form = read.type === 4 && fn === 'not-checkable' ? { ...read, type: 3 as const } : read;
    const alone = resultsOfFn[fn];
    const common = { km, status, form, local: alone, reason: alone === 0 ? reasonUnchecked(form.type) : 0 } as const;
    if (this.autonomous) return { ...common, server: null, result: alone + 16, tookMs: 0 };

    const said = this.oism === 'silent' ? 'silent' : (verdict.oism ?? 'ok');
    if (said === 'silent') return { ...common, server: { code: 0xff }, result: alone, tookMs: this.silentMs };
    if (said === 'damaged')
      return { ...common, server: { code: 0x20, cause: 1 }, result: alone, tookMs: this.onlineMs };
    // A code without its crypto part cannot be good.
    const codeGood = fn !== 'negative' && form.whole;
    const statusGood = codeGood && said === 'ok';
    const result = 1 + (codeGood ? 2 : 0) + 4 + (statusGood ? 8 : 0);
    const tags: ServerTags = [
      [2114, Math.floor(at / 1000)],
      [2105, 0],
      [2005, 5 + (codeGood ? 2 : 0) + (statusGood ? 8 : 0)],
      [2109, goodsStatus(statusGood, said)],
    ];
    return { ...common, server: { code: 0, tags }, result, tookMs: this.onlineMs };
  }
}
