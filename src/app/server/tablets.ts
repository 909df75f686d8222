/** Where a tablet of the shop finds this till: the gateway's word (gateway/tablets.ts). */
import * as v from 'valibot';
import { listOf, text } from '../../domain/base/fields.ts';

export interface Tablets {
  /** Of the gateway's machine in its networks. */
  readonly addresses: readonly string[];
  /** Where the gateway listens for a proxy of its machine. */
  readonly port: number;
  /** Addresses at which it has answered over https just now. `isTrusted`: by a certificate that machines trust as they are sold. */
  readonly links: ReadonlyArray<{ readonly url: string; readonly isTrusted: boolean }>;
}

const address = v.pipe(v.string(), v.maxLength(45), v.regex(/^[\d.]+$/));
const link = v.object({ url: v.pipe(text, v.regex(/^https:\/\/[^\s/]+$/)), isTrusted: v.fallback(v.boolean(), false) });
const answer = v.object({
  addresses: v.array(v.unknown()),
  port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
  links: v.array(v.unknown()),
});

/** The answer of `GET /relay/server/tablets`; undefined: it is none. */
export function readTablets(value: unknown): Tablets | undefined {
  const read = v.safeParse(answer, value);
  if (!read.success) return undefined;
  const { addresses, port, links } = read.output;
  return { addresses: listOf(address, addresses), port, links: listOf(link, links) };
}
