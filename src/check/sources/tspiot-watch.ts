/**
 * How the shop's ТС ПИоТ is, for a person who wants to know: the module of this till, and what the orchestrator beside it says of its licence and its links
 * (tspiot.md §5). By itself: nothing that is heard here teaches the source. The gateway hands no secret on.
 */
import * as v from 'valibot';
import type { TsPiotFacts, TsPiotLink, WatchedTsPiot } from '../../app/ports/system.ts';
import { listOf, orNothing } from '../../domain/base/fields.ts';
import { fail, ok, type Result } from '../../domain/base/result.ts';
import { epochMs } from '../../domain/base/time.ts';
import type { CheckFailure } from '../../domain/code-check/answer.ts';
import type { CheckSetup } from '../../domain/code-check/source.ts';
import type { Http } from '../http.ts';
import { askInfo, tsPiotRelay } from './tspiot-api.ts';
import { addressesOf, chosen, type Place } from './tspiot-place.ts';

/** A word of the orchestrator, ms; the gateway gives it 3 s. */
const limitMs = 4_000;

const text = orNothing(v.string());
const ids = v.object({ id: v.pipe(v.string(), v.regex(/^[\w-]{1,40}$/)) });
const link = orNothing(v.object({ code: v.number(), error: text }));
const date = v.pipe(
  v.string(),
  v.transform((said) => Date.parse(said)),
  v.number(),
  v.transform(epochMs),
);
const licence = v.object({ isActive: v.boolean(), activeTill: orNothing(date) });
const instance = v.object({
  version: text,
  licenses: v.fallback(v.array(v.unknown()), []),
  regData: orNothing(v.object({ tspiotId: text, fnSerial: text })),
});
const links = v.object({ gismt: link, lmController: link, lm: link });

export async function watchTsPiot(setup: CheckSetup, http: Http): Promise<TsPiotFacts> {
  const [module, watched] = await Promise.all([askModules(setup, http), askOrchestrator(setup, http)]);
  return { module, watched };
}

async function askModules(setup: CheckSetup, http: Http): Promise<Result<Place, CheckFailure>> {
  const addresses = addressesOf(setup);
  if (addresses.length === 0) return fail({ kind: 'not-set-up' });
  const said = await Promise.all(
    addresses.map(async (at) => {
      const info = await askInfo(at, setup, http);
      return info.ok ? ok({ ...info.value, at }) : info;
    }),
  );
  const choice = chosen(
    said.flatMap((each) => (each.ok ? [each.value] : [])),
    setup,
    addresses,
  );
  const silent = said.find((each) => !each.ok);
  return !choice.ok && choice.failure.kind === 'tsp-other-till' ? (silent ?? choice) : choice;
}

/** Undefined: it does not answer, because the module is on another machine or is none of this maker's. */
async function askOrchestrator({ fn, tillKey }: CheckSetup, http: Http): Promise<WatchedTsPiot | undefined> {
  const get = async (path: string): Promise<unknown> => {
    const answer = await http({
      method: 'GET',
      url: `${tsPiotRelay}orchestrator/api/v1/${path}`,
      headers: { accept: 'application/json', ...(tillKey && { 'x-poltora-till-key': tillKey }) },
      limitMs,
    });
    if (answer.kind !== 'answer' || answer.status !== 200 || answer.relay !== undefined) return undefined;
    try {
      return JSON.parse(answer.body) as unknown;
    } catch {
      return undefined;
    }
  };
  const found = await get('instances/info');
  const list = [found, ...Object.values(typeof found === 'object' && found !== null ? found : {})].find(Array.isArray);
  const all = await Promise.all(
    listOf(ids, list).map(async ({ id }) => {
      const read = v.safeParse(instance, await get(`instances/info/${id}`));
      return read.success ? [{ id, ...read.output }] : [];
    }),
  );
  const known = all.flat();
  const own = known.find(({ regData }) => fn !== undefined && regData?.fnSerial === fn);
  const mine = own ?? (known.length === 1 && fn === undefined ? known[0] : undefined);
  if (!mine) return undefined;
  const [status, licences] = [v.safeParse(links, await get(`status/${mine.id}`)), listOf(licence, mine.licenses)];
  const isRegistered = !!mine.regData?.tspiotId;
  return {
    version: mine.version,
    isRegistered,
    licence: newestOf(licences),
    links: status.success ? troublesIn(status.output) : [],
  };
}

/** The licence that lasts longest. */
const newestOf = (licences: ReadonlyArray<v.InferOutput<typeof licence>>): WatchedTsPiot['licence'] => {
  const [newest] = [...licences].sort(
    (one, other) => Number(other.isActive) - Number(one.isActive) || (other.activeTill ?? 0) - (one.activeTill ?? 0),
  );
  return newest && { isActive: newest.isActive, until: newest.activeTill };
};

/** Links that are not well. «context canceled» of ЛМ is the race inside: the cloud has answered first (§5). */
const troublesIn = (said: v.InferOutput<typeof links>): TsPiotLink[] =>
  (['gismt', 'lmController', 'lm'] as const).flatMap((name): TsPiotLink[] => {
    const { code = 0, error } = said[name] ?? {};
    return code === 0 || error?.includes('context canceled') ? [] : [{ name, code, error }];
  });
