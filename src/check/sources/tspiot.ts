/**
 * ТС ПИоТ as a source: full facts of ГИС МТ, or those of ЛМ ЧЗ where the module got no other, from the module that is registered with the ФН of this till's own
 * ККТ (tspiot.md). Where the shop has one, it is the only online check.
 */
import * as v from 'valibot';
import { orNothing } from '../../domain/base/fields.ts';
import { own } from '../../domain/base/own.ts';
import { fail, ok, type Result } from '../../domain/base/result.ts';
import { epochMs, hoursAhead, type EpochMs } from '../../domain/base/time.ts';
import { failureRead, type CheckFailure } from '../../domain/code-check/answer.ts';
import type { CheckSetup } from '../../domain/code-check/source.ts';
import { moment } from '../answers.ts';
import { checkFailure } from '../replies.ts';
import type { Asking, Realm, Source, SourceElement } from '../source.ts';
import type { MemoryKind } from '../state.ts';
import { hasTsPiot } from './ids.ts';
import { tsPiotId } from './tspiot-answer.ts';
import { apis, askCode, askInfo, type ModuleInfo } from './tspiot-api.ts';
import { addressesOf, chosen, type Place } from './tspiot-place.ts';

/**
 * It asks ГИС МТ and ЛМ ЧЗ side by side and answers within 1.8 s (§6): a till that turned to ЛМ by itself at 1.5 s would only ask the same ЛМ once more, and record a
 * sale without ТС ПИоТ. What the cashier waits for at most, ms from the scan.
 */
export const tsPiotBudgetMs = 2_500;
/** Misses in a row after which it is not waited for, as with ЦРПТ. */
const mostMisses = 3;
/** Whose a module is, is asked again after this: a service man may have given its port to another ККТ (§5 «Poll every 10 min»), ms. */
const knownForMs = 600_000;
/** Requests under way at once: it takes one code in each (§4.2), and the gateway hands them on one after the other. */
const sideBySide = 4;

/** What is known of the modules, by `name:port`. */
type Places = Readonly<Record<string, ModuleInfo & { readonly askedAt: EpochMs }>>;

export interface TsPiotMemory {
  readonly tspiotPlaces: Places;
  readonly tspiotMisses: number;
  readonly tspiotFailure?: CheckFailure | undefined;
  readonly tspiotAt?: EpochMs | undefined;
}

const time = v.pipe(moment, v.transform(epochMs));
const fresh: TsPiotMemory = { tspiotPlaces: {}, tspiotMisses: 0 };
/** Builds before this source have stored nothing of it: what is absent or unreadable is as new, and takes nothing of the other sources with it. */
export const tsPiotMemory: MemoryKind<TsPiotMemory> = {
  fresh,
  schema: v.object({
    tspiotPlaces: v.fallback(
      v.record(
        v.string(),
        v.object({ api: v.picklist(apis), fn: v.optional(v.string()), inn: v.optional(v.string()), askedAt: time }),
      ),
      fresh.tspiotPlaces,
    ),
    tspiotMisses: v.fallback(v.number(), 0),
    tspiotFailure: orNothing(checkFailure),
    tspiotAt: orNothing(time),
  }),
};

export function tsPiot({ http, clock, background, memory }: Realm): Source {
  const { current, change } = memory(tsPiotMemory);

  const known = (places: Places, addresses: readonly string[]): Place[] => {
    const now = clock.now();
    return addresses.flatMap((at) => {
      const info = own(places, at);
      const isFresh = info !== undefined && info.askedAt <= now && now - info.askedAt < knownForMs;
      return isFresh ? [{ ...info, at }] : [];
    });
  };

  /** Asks all modules whose they are. */
  const look = async (setup: CheckSetup, signal?: AbortSignal): Promise<Array<Result<Place, CheckFailure>>> => {
    const said = await Promise.all(
      addressesOf(setup).map(async (at): Promise<Result<Place, CheckFailure>> => {
        const info = await askInfo(at, setup, http, signal);
        return info.ok ? ok({ ...info.value, at }) : info;
      }),
    );
    const heard = said.flatMap((each) => (each.ok ? [each.value] : []));
    const askedAt = clock.now();
    background(
      change((old) => ({
        ...old,
        tspiotPlaces: Object.fromEntries(heard.map(({ at, ...info }) => [at, { ...info, askedAt }])),
      })),
    );
    return said;
  };

  /** The module of this till: known from before, or asked for now. `isAnew`: what is known has proved wrong. */
  const placeOf = async (
    setup: CheckSetup,
    isAnew = false,
    signal?: AbortSignal,
  ): Promise<Result<Place, CheckFailure>> => {
    const addresses = addressesOf(setup);
    if (addresses.length === 0) return fail({ kind: 'not-set-up' });
    const found = isAnew ? undefined : chosen(known((await current()).tspiotPlaces, addresses), setup, addresses);
    if (found?.ok) return found;
    const said = await look(setup, signal);
    const heard = said.flatMap((each) => (each.ok ? [each.value] : []));
    const choice = chosen(heard, setup, addresses);
    // One that did not answer may be the right one: why it did not, says more than that the others are not.
    const silent = said.find((each) => !each.ok);
    return !choice.ok && choice.failure.kind === 'tsp-other-till' ? (silent ?? choice) : choice;
  };

  const deadNow = ({ tspiotMisses, tspiotFailure }: TsPiotMemory): CheckFailure | undefined =>
    tspiotMisses >= mostMisses ? (tspiotFailure ?? { kind: 'timeout' }) : undefined;

  const tend = async (setup: CheckSetup): Promise<void> => {
    const place = await placeOf(setup, true);
    await change((old) => ({
      ...old,
      tspiotAt: clock.now(),
      tspiotFailure: place.ok ? undefined : place.failure,
      ...(place.ok && { tspiotMisses: 0 }),
    }));
  };

  const askOne = async (
    code: Asking['request']['codes'][number],
    place: Place,
    { request: { setup }, now }: Asking,
    signal: AbortSignal,
  ): Promise<SourceElement> => {
    const at = () => ({ now: now(), zone: hoursAhead(setup.timeZone) });
    const way = { setup, http, signal };
    let said = await askCode(code, place, way, at);
    if (said.kind === 'failure' && said.next === 'version') {
      // It was updated, or taken back, since it told its version.
      const other = await placeOf(setup, true, signal);
      if (other.ok && (other.value.api !== place.api || other.value.at !== place.at))
        said = await askCode(code, other.value, way, at);
    }
    if (said.kind === 'element') return said.element;
    return { ok: false, failure: said.failure, ...(said.next === 'final' && { isFinal: true }) };
  };

  return {
    id: tsPiotId,
    budgetMs: tsPiotBudgetMs,
    isFor: hasTsPiot,
    ready: async () => ({ dead: deadNow(await current()) }),

    async ask(asking, signal) {
      const { codes, setup } = asking.request;
      const place = await placeOf(setup, false, signal);
      if (!place.ok) return { ok: false, failure: place.failure, isUnasked: true };
      asking.via(place.value.at);
      const elements: SourceElement[] = [];
      let next = 0;
      const work = async (): Promise<void> => {
        for (let index = next++; index < codes.length; index = next++) {
          const code = codes[index];
          if (code) elements[index] = await askOne(code, place.value, asking, signal);
        }
      };
      await Promise.all(Array.from({ length: sideBySide }, work));
      return ok({ kind: 'answers', elements, host: place.value.at });
    },

    learn({ at, dead, isFair, ...heard }, setup) {
      const hadChance = dead === undefined && isFair;
      const missed = hadChance && (heard.won ? heard.late : heard.failure.kind === 'timeout');
      background(
        change((old) => {
          const tspiotMisses = missed ? old.tspiotMisses + 1 : old.tspiotMisses;
          return heard.won
            ? { ...old, tspiotMisses: heard.late ? tspiotMisses : 0, tspiotFailure: undefined, tspiotAt: at }
            : { ...old, tspiotMisses, tspiotFailure: failureRead(heard.failure), tspiotAt: at };
        }),
      );
      if (dead) background(tend(setup));
    },

    async refreshHealth(setup, since) {
      const { tspiotPlaces, tspiotFailure, tspiotAt = 0 } = await current();
      const found = chosen(known(tspiotPlaces, addressesOf(setup)), setup, addressesOf(setup));
      if (found.ok && !tspiotFailure && tspiotAt >= since) return;
      await tend(setup);
    },

    async health() {
      const { tspiotFailure, tspiotAt } = await current();
      return { failure: tspiotFailure, at: tspiotAt };
    },
  };
}
