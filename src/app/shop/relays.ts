/** What the gateway says it relays (`GET /relay`), read with distrust. */
import * as v from 'valibot';
import { record } from '../../domain/base/fields.ts';

/** Kept from the last time when the gateway does not answer. */
export interface Relays {
  readonly demo: boolean;
  readonly cdn: { readonly host: string };
  /** `url`: where the gateway finds ЛМ, for the day the gateway itself is gone. */
  readonly lm: { readonly url: string } | null;
  /** Where its modules of ТС ПИоТ are, `name:port`. */
  readonly tspiot: { readonly at: readonly string[] } | null;
  /** `address`: the network ККТ it is set up for. */
  readonly kkt: { readonly address: string } | null;
}

const isPort = (text: string | undefined): boolean =>
  text === undefined || (/^\d{1,5}$/.test(text) && Number(text) <= 65_535);
const isIp4 = (text: string): boolean =>
  /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text) && text.split('.').every((part) => Number(part) <= 255);
/** Eight groups, or fewer around one `::`. */
function isIp6(text: string): boolean {
  const halves = text.split('::');
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  return (
    halves.length <= 2 &&
    groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group)) &&
    (halves.length === 2 ? groups.length < 8 : groups.length === 8)
  );
}
/** A name whose last part is a number is meant for an address, and a URL takes no other. */
const isName = (text: string): boolean =>
  /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/i.test(text) &&
  !/(?:^|\.)(?:\d+|0x[0-9a-f]*)$/i.test(text) &&
  !/(?:^|\.)xn--/i.test(text);

/** `name[:port]`, as a URL would print it. Not an address with a path: it is put between two parts of a path. */
function isHost(text: string): boolean {
  const [, six, name = '', port] = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(\d*))?$/.exec(text) ?? [];
  return isPort(port) && (six === undefined ? isIp4(name) || isName(name) : isIp6(six));
}
const host = v.pipe(v.string(), v.maxLength(300), v.check(isHost));
const cdn = v.object({ host });
const lm = v.nullable(
  v.object({
    url: v.pipe(
      v.string(),
      v.maxLength(300),
      v.check((text) => isHost(/^https?:\/\/(.*)$/i.exec(text)?.[1] ?? '')),
    ),
  }),
);
/** Older gateways say `false`. */
const tsPiot = v.union([
  v.nullable(v.object({ at: v.pipe(v.array(host), v.maxLength(20), v.readonly()) })),
  v.pipe(
    v.literal(false),
    v.transform(() => null),
  ),
]);
const kkt = v.nullable(v.object({ address: v.pipe(v.string(), v.minLength(1), v.maxLength(300)) }));

/**
 * The answer of `GET /relay`, or what was kept of one. `demo` must be said: it tells a practice shop from a real one. Of the rest each part that cannot be
 * read is as it was `before`: a gateway that writes its ЛМ in a new shape takes no ЛМ away. Undefined: nothing was heard.
 */
export function readRelays(value: unknown, before: Relays): Relays | undefined {
  const told = v.safeParse(record, value);
  if (!told.success) return undefined;
  const { demo, tspiot, ...rest } = told.output;
  if (typeof demo !== 'boolean') return undefined;
  return {
    demo,
    cdn: partOf(cdn, rest['cdn'], before.cdn),
    lm: partOf(lm, rest['lm'], before.lm),
    tspiot: partOf(tsPiot, tspiot, before.tspiot),
    kkt: partOf(kkt, rest['kkt'], before.kkt),
  };
}

function partOf<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  before: v.InferOutput<Schema>,
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, value);
  return parsed.success ? parsed.output : before;
}
