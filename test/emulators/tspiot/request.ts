/** How strictly a module ТС ПИоТ reads `codes/check` (tspiot.md §4.2, §9.2). */
import * as v from 'valibot';
import { whatSpoilt } from '../cdn/check.ts';
import { GS } from '../marking-code.ts';

/** Forms of its API: `v1`, `v2` and `v3` of the path. */
export type ApiVersion = 1 | 2 | 3;

/** A code as it was asked about: the whole КМ, out of its Base64. */
export interface AskedCode {
  readonly km: string;
  /** Product group, where it was named (v3 only). */
  readonly group?: number;
}

const filled = v.pipe(v.string(), v.nonEmpty());
const clientInfo = { name: filled, version: filled, id: filled, token: filled };
const client = v.strictObject(clientInfo);
const clientOfV3 = v.strictObject({
  ...clientInfo,
  user_name: v.exactOptional(v.string()),
  tz: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(11))),
});
/** «Пакетная проверка может вести себя непредсказуемо»: a strict module takes one code (§4.2). */
const one = <const Item extends v.GenericSchema>(item: Item) =>
  v.pipe(v.array(item), v.nonEmpty('codes is empty'), v.maxLength(1, 'one code per request'));
const strings = v.strictObject({ codes: one(v.string()), client_info: client });
const objects = v.strictObject({
  codes: one(v.strictObject({ cis: v.string(), pg: v.exactOptional(v.pipe(v.number(), v.integer())) })),
  client_info: clientOfV3,
});

/** The code that is asked about, or in words why the request is refused. */
export function readCheck(api: ApiVersion, body: unknown): AskedCode | string {
  const read = v.safeParse(api === 3 ? objects : strings, body);
  if (!read.success) {
    const [issue] = read.issues;
    return `${v.getDotPath(issue) ?? 'body'}: ${issue.message}`;
  }
  const [code] = read.output.codes;
  if (code === undefined) return 'codes is empty';
  const { cis, pg } = typeof code === 'string' ? { cis: code, pg: undefined } : code;
  const km = decoded(cis);
  if (km === undefined) return 'cis: not Base64 of UTF-8 text';
  const wrong = whatIsWrong(km);
  return wrong ?? { km, ...(pg !== undefined && { group: pg }) };
}

function decoded(text: string): string | undefined {
  const bytes = Buffer.from(text, 'base64');
  // Node skips what is no Base64, so that only the way back tells.
  if (text === '' || bytes.toString('base64') !== text) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** A code with a crypto part has a separator before it; a pack of tobacco has none (marking-codes §1.1). */
function whatIsWrong(km: string): string | undefined {
  const spoilt = whatSpoilt(km);
  if (spoilt !== null) return `cis: ${spoilt}`;
  const hasLostItsSeparator =
    /^01\d{14}21/.test(km) && !km.includes(GS) && /9[123]/.test(km.slice(20)) && km.length > 38;
  return hasLostItsSeparator ? 'cis: no GS before the crypto part' : undefined;
}
