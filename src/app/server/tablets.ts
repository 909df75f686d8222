/** Where a tablet of the shop finds this till: the gateway's word (gateway/tablets.ts). */
import * as v from 'valibot';
import { listOf, text } from '../../domain/base/fields.ts';

/** The gateway's own https for tablets. */
export type TabletDoor =
  | { readonly kind: 'off' }
  | {
      readonly kind: 'open';
      readonly port: number;
      /** Where a tablet opens the till; none: the gateway's machine is in no network. */
      readonly urls: readonly string[];
      /** SHA-256 of the certificate that a tablet installs, as devices show it. */
      readonly fingerprint: string;
    }
  | { readonly kind: 'failed'; readonly port: number; readonly why: 'port-in-use' | 'not-kept' | 'other' };

export interface Tablets {
  readonly door: TabletDoor;
  /** Of TLS proxies: addresses at which the gateway has answered just now. `isTrusted`: by a certificate that machines trust as they are sold. */
  readonly links: ReadonlyArray<{ readonly url: string; readonly isTrusted: boolean }>;
}

const url = v.pipe(text, v.regex(/^https:\/\/[^\s/]+$/));
const port = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535));
const link = v.object({ url, isTrusted: v.fallback(v.boolean(), false) });
const door = v.variant('kind', [
  v.object({ kind: v.literal('off') }),
  v.object({
    kind: v.literal('open'),
    port,
    urls: v.pipe(
      v.unknown(),
      v.transform((said) => listOf(url, said)),
    ),
    fingerprint: v.pipe(v.string(), v.regex(/^(?:[\dA-F]{2}:){31}[\dA-F]{2}$/)),
  }),
  v.object({
    kind: v.literal('failed'),
    port,
    why: v.fallback(v.picklist(['port-in-use', 'not-kept', 'other']), 'other'),
  }),
]);
/** One that an older gateway does not have is shut. */
const answer = v.object({ door: v.fallback(door, { kind: 'off' }), links: v.array(v.unknown()) });

/** The answer of `GET /relay/server/tablets`; undefined: it is none. */
export function readTablets(value: unknown): Tablets | undefined {
  const read = v.safeParse(answer, value);
  return read.success ? { door: read.output.door, links: listOf(link, read.output.links) } : undefined;
}
