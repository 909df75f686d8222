/** Finding a ШТРИХ-М among the places a device may be at. */
import type { Clock } from '../../../app/ports/clock.ts';
import type { PrinterFailure } from '../../../app/ports/printer.ts';
import { fail, ok, type Result } from '../../../domain/base/result.ts';
import { answerLimits, readAnswer } from '../../../protocol/shtrih/command.ts';
import { modelInfo } from '../../../protocol/shtrih/commands/index.ts';
import { probeOrder, speeds, type Protocol } from '../../../protocol/shtrih/detect.ts';
import type { Link, LinkFailure, LinkPlace, LinkSource } from '../../links/link.ts';
import { within } from '../../links/within.ts';
import { Connection } from './connection.ts';
import { controlMs, findSession, staleLimitMs } from './session.ts';

/** Where and how the ККТ answered last; kept over reloads, so that the search is made once. */
export interface Remembered {
  readonly place: string;
  readonly baud: number;
  readonly protocol: Protocol;
}

export interface Memory {
  get(): Remembered | undefined;
  set(found: Remembered): void;
}

/** A device that is there answers a probe in tens of ms, over a radio in half a second (kkt-shtrih.md §6: FF01 over Bluetooth 548 ms). */
const quickMs = 1_000;
/** As long as a control byte is waited for in any exchange: a line that is slower is of no use. */
const patientMs = controlMs;
/** For ENQ, F7h and its answer on the slowest line there may be; what babbles on a port is given up then. */
const introductionMs = 10_000;
/** At the place where the ККТ was, an answer that a dead page has left behind may come first. */
const knownIntroductionMs = staleLimitMs + introductionMs;
/** A port of a Bluetooth device that is away takes seconds to say so, ms. */
const openLimitMs = 15_000;

/** One opening of a place. */
interface Attempt {
  readonly baud: number;
  /** For the reaction to a probe. */
  readonly ms: number;
  readonly introductionMs: number;
}

interface Found {
  readonly connection: Connection;
  readonly remembered: Remembered;
}

interface Search {
  readonly last: Remembered | undefined;
  readonly clock: Clock;
  readonly password: number;
}

/**
 * Looks where the ККТ answered last; the first time, at all places at once, so that a silent port, or one where scales talk, holds up nobody else. Never takes
 * the first port for the right one: real machines list empty ones beside it. Other places are left alone once one is known: a scale or a scanner may be
 * there, and a probe every few seconds is no kindness. Whoever moves the cable chooses the port again, and that forgets the old place.
 */
export async function connect(
  source: LinkSource,
  memory: Memory,
  clock: Clock,
  password: number,
): Promise<Result<Connection, PrinterFailure>> {
  const last = memory.get();
  const all = await source.places();
  // The known place first: its twin may be another company's ККТ.
  const groups = last
    ? [all.filter(({ id }) => id === last.place), all.filter(({ id }) => id !== last.place && isTwin(id, last.place))]
    : [all];
  let failure: LinkFailure | undefined;
  for (const places of groups) {
    const outcome = await searchAll(places, { last, clock, password });
    if (outcome.ok && outcome.value) {
      memory.set(outcome.value.remembered);
      return ok(outcome.value.connection);
    }
    if (places.length > 0) failure = outcome.ok ? { kind: 'no-answer' } : outcome.failure;
  }
  return fail({
    kind: 'not-connected',
    detail: failure ? [failure.kind, failure.detail].filter(Boolean).join(': ') : 'no-place',
  });
}

/** Identical USB adapters have no names of their own: which is first may change (platform.md II.11). */
const isTwin = (id: string, other: string): boolean =>
  /:[0-9a-f]{4}:[0-9a-f]{4}:/.test(id) && id.replace(/\d+$/, '') === other.replace(/\d+$/, '');

/** The first ККТ that says who it is; the search at the other places is called off then. Otherwise what became of the last place. */
async function searchAll(
  places: readonly LinkPlace[],
  search: Search,
): Promise<Result<Found | undefined, LinkFailure>> {
  const searches = places.map((place) => ({ place, off: new AbortController() }));
  let found: Found | undefined;
  const outcomes = await Promise.all(
    searches.map(async ({ place, off }) => {
      const outcome = await searchPlace(place, search, off.signal);
      if (!outcome.ok || !outcome.value) return outcome;
      if (found) await outcome.value.connection.close();
      else {
        found = outcome.value;
        for (const other of searches) if (other.off !== off) other.off.abort();
      }
      return outcome;
    }),
  );
  return found ? ok(found) : (outcomes.at(-1) ?? ok(undefined));
}

/** A failure: the place cannot be opened, at whatever speed. Undefined: nobody of ours answers there. */
async function searchPlace(
  place: LinkPlace,
  search: Search,
  off: AbortSignal,
): Promise<Result<Found | undefined, LinkFailure>> {
  for (const attempt of attempts(place, search.last)) {
    if (off.aborted) break;
    const found = await tryPlace(place, attempt, search, off);
    if (!found.ok || found.value) return found;
  }
  return ok(undefined);
}

/**
 * A known ККТ keeps its speed, unless it was set back to one of the factory's (kkt-shtrih.md §1.1). One that nobody has told us of is asked at every
 * speed, and then with patience at those that a slow line has: the near end of a radio or a network bridge takes any, or is set as the ККТ was delivered.
 */
function attempts({ hasSpeed }: LinkPlace, last: Remembered | undefined): readonly Attempt[] {
  const quick = (baud: number): Attempt => ({ baud, ms: quickMs, introductionMs });
  const patient = (baud: number): Attempt => ({
    baud,
    ms: patientMs,
    introductionMs: last ? knownIntroductionMs : introductionMs,
  });
  if (!hasSpeed) return last ? [patient(last.baud)] : [quick(speeds[0]), patient(speeds[0])];
  return last
    ? [patient(last.baud), ...factorySpeeds.filter((baud) => baud !== last.baud).map(quick)]
    : [...speeds.map(quick), ...factorySpeeds.map(patient)];
}
const factorySpeeds = [115_200, 4_800];

async function tryPlace(
  place: LinkPlace,
  { baud, ms, introductionMs: limitMs }: Attempt,
  { last, clock, password }: Search,
  off: AbortSignal,
): Promise<Result<Found | undefined, LinkFailure>> {
  const opened = await open(place, baud, clock, off);
  if (!opened?.ok) return opened ?? ok(undefined);
  for (const protocol of probeOrder(last?.protocol)) {
    const session = off.aborted ? undefined : await findSession(opened.value, protocol, clock, ms, off);
    if (!session) continue;
    // Anything may send a NAK: a ККТ tells its model.
    const introduction = session.exchange(modelInfo().data, answerLimits.status);
    if (!(await within(clock, limitMs, introduction))) await session.close();
    const exchange = await introduction;
    const info = exchange.kind === 'answer' ? readAnswer(modelInfo(), exchange.data) : undefined;
    if (info?.ok)
      return ok({
        connection: new Connection(place.id, info.value, session, clock, password),
        remembered: { place: place.id, baud, protocol },
      });
  }
  await opened.value.close();
  return ok(undefined);
}

/** Undefined: the search was called off meanwhile. What opens later than that is closed at once. */
async function open(
  place: LinkPlace,
  baud: number,
  clock: Clock,
  off: AbortSignal,
): Promise<Result<Link, LinkFailure> | undefined> {
  const opening = place.open(baud);
  const given = new AbortController();
  const over = new Promise<undefined>((resolve) => {
    const cancel = clock.after(openLimitMs, () => resolve(undefined));
    given.signal.addEventListener('abort', cancel);
    off.addEventListener('abort', () => resolve(undefined), { signal: given.signal });
  });
  const opened = await Promise.race([opening, over]).finally(() => given.abort());
  if (opened) return opened;
  void opening.then((late) => (late.ok ? late.value.close() : undefined)).catch(() => undefined);
  return off.aborted ? undefined : fail({ kind: 'busy', detail: 'The port does not open.' });
}
