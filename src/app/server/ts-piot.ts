/** The modules of ТС ПИоТ that the gateway has and finds: for the owner who confirms their certificates (tspiot.md §5, §7). */
import * as v from 'valibot';
import { listOf, orNothing, text } from '../../domain/base/fields.ts';

/** A module that the gateway asks. `pin`: SHA-256 of the certificate that was confirmed; absent: it must have one that is trusted anyway. */
export interface KnownModule {
  readonly host: string;
  readonly pin?: string | undefined;
}

/** `confirmed`: it shows the confirmed certificate. `new`: none was confirmed. `changed`: another was. `gone`: nobody answers where one was. */
export type ModuleState = 'confirmed' | 'new' | 'changed' | 'gone';

export interface FoundModule {
  /** `127.0.0.1:51401`. */
  readonly host: string;
  readonly sha256?: string | undefined;
  readonly state: ModuleState;
  readonly fn?: string | undefined;
  readonly inn?: string | undefined;
}

export interface FoundModules {
  /** The orchestrator has answered: these are all that there are on the gateway's machine. */
  readonly hasOrchestrator: boolean;
  readonly modules: readonly FoundModule[];
}

/** The modules in the gateway's own spelling, `https://127.0.0.1:51401#<64 digits>` with blanks between (gateway/tspiot/modules.ts). */
export const modulesIn = (spelled: string): KnownModule[] =>
  spelled.split(/\s+/).flatMap((each) => {
    const [, host, pin] = /^https:\/\/([^/#]+)\/?(?:#([0-9a-f]{64}))?$/.exec(each) ?? [];
    return host === undefined ? [] : [{ host, pin }];
  });

const spell = (modules: readonly KnownModule[]): string =>
  modules.map(({ host, pin }) => `https://${host}${pin === undefined ? '' : `#${pin}`}`).join(' ');

/** With this one confirmed by this certificate; the others stay. */
export const withModule = (spelled: string, { host, pin }: KnownModule): string =>
  spell([...modulesIn(spelled).filter((each) => each.host !== host), { host, pin }]);

export const withoutModule = (spelled: string, host: string): string =>
  spell(modulesIn(spelled).filter((each) => each.host !== host));

const said = orNothing(v.pipe(text, v.minLength(1)));
const nothing = { fnSerial: undefined, kktInn: undefined };
const found = v.pipe(
  v.object({
    host: text,
    sha256: orNothing(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
    state: v.picklist(['confirmed', 'new', 'changed', 'gone']),
    info: v.fallback(v.object({ fnSerial: said, kktInn: said }), nothing),
  }),
  v.transform(({ info: { fnSerial: fn, kktInn: inn }, ...rest }): FoundModule => ({ ...rest, fn, inn })),
);
const answer = v.object({ hasOrchestrator: v.fallback(v.boolean(), false), modules: v.array(v.unknown()) });

/** The answer of `GET /relay/server/ts-piot`; undefined: it is none. */
export function readFound(value: unknown): FoundModules | undefined {
  const read = v.safeParse(answer, value);
  return read.success
    ? { hasOrchestrator: read.output.hasOrchestrator, modules: listOf(found, read.output.modules) }
    : undefined;
}
