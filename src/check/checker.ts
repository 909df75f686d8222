/** The checker: the sources of a shop, the race over them and what it teaches of each. The same in the worker and in a page without one. */
import type { CheckReply, CheckRequest, CodeChecker } from '../app/ports/checker.ts';
import { epochMs } from '../domain/base/time.ts';
import { fail, ok, type Result } from '../domain/base/result.ts';
import { sourceTimings, type CheckFailure, type CodeCheck } from '../domain/code-check/answer.ts';
import type { CheckSetup, SourcesHealth } from '../domain/code-check/source.ts';
import type { SourceId } from '../domain/code-check/source-id.ts';
import type { Http } from './http.ts';
import { budgetMs, fairMs, race, type RaceEnd } from './race.ts';
import type { Asked, MakeSource, Realm, Source, SourceAnswer, SourceElement } from './source.ts';
import { sources as allSources } from './sources/index.ts';
import { memoryKeeper, type StateStore } from './state.ts';

export interface CheckerDeps extends Omit<Realm, 'memory'> {
  readonly store: StateStore;
  /** In order of trust; absent: all that the till knows. */
  readonly sources?: readonly MakeSource[];
}

type End = RaceEnd<SourceAnswer, CheckFailure>;

/** What the sources, by their places, have said in one check. */
interface Said {
  readonly answers: Array<SourceAnswer | undefined>;
  /** Why one that was asked after the race, about codes that the winner could not tell, gave no answer. */
  readonly untold: Array<CheckFailure | undefined>;
  /** ms after the scan. */
  readonly answeredMs: Array<number | undefined>;
  readonly startedMs: Array<number | undefined>;
}

/** Makes the checker of a page, which asks services at origins of their own by `localHttp`. */
export const createChecker = ({ localHttp, ...deps }: CheckerDeps & { readonly localHttp: Http }): CodeChecker =>
  createCheckers(deps)(localHttp);

/**
 * Makes the checkers of this realm, which share all that is remembered of the sources. Each has a way of its own to services at origins of their own: the worker
 * has it carried by the very page that asks, and two pages may ask at once. What is remembered is loaded with the first call and saved after each.
 */
export function createCheckers({
  store,
  sources = allSources,
  ...deps
}: CheckerDeps): (localHttp: Http) => CodeChecker {
  const { clock } = deps;
  const memory = memoryKeeper(store, clock);
  const made = sources.map((make) => make({ ...deps, memory }));
  const sourcesOf = (setup: CheckSetup): Source[] => made.filter(({ isFor }) => isFor?.(setup) ?? true);

  const check = async (request: CheckRequest, direct: Http): Promise<CheckReply> => {
    const { setup, scannedAt, codes, aheadMs = 0 } = request;
    const list = sourcesOf(setup);
    const ready = await Promise.all(list.map(async (source) => source.ready?.(setup)));
    const isFair = scannedAt + budgetMs - clock.now() >= fairMs;
    const said: Said = { answers: [], untold: [], answeredMs: [], startedMs: [] };
    let asked: string | undefined;
    const now = () => epochMs(clock.now() + aheadMs);
    const via = (host: string): void => void (asked = host);

    const ask = async (source: Source, place: number, some: CheckRequest, signal: AbortSignal): Promise<Asked> => {
      const answer = await source.ask({ request: some, direct, now, via }, signal);
      if (answer.ok || !answer.isUnasked) said.answeredMs[place] = clock.now() - scannedAt;
      return answer;
    };

    const end: End = await race<SourceAnswer, CheckFailure>({
      scannedAt,
      clock,
      missed: { kind: 'timeout' },
      runners: list.map((source, place) => ({
        dead: ready[place]?.dead,
        leadMs: ready[place]?.leadMs ?? 0,
        budgetMs: source.budgetMs,
        ask: async (signal) => {
          const answer = await ask(source, place, request, signal);
          if (!answer.ok) return answer;
          said.answers[place] = answer.value;
          const untold = untoldFailure(answer.value);
          return untold ? { ...fail(untold.failure), isFinal: untold.isFinal } : ok(answer.value);
        },
      })),
    });
    said.startedMs.push(...end.startedMs);

    // Codes that the winner could not tell are asked of those after it, each within its own limit; their neighbours keep what they have.
    for (let place = (end.winner?.place ?? list.length) + 1; place < list.length; place += 1) {
      const source = list[place];
      const untold = codes.flatMap((_, index) => (isTold(said, end, index, place) ? [] : [index]));
      if (!source || untold.length === 0) break;
      if (untold.every((index) => elementOf(said.answers[place], index)?.ok)) continue;
      const startedMs = clock.now() - scannedAt;
      const some = { ...request, codes: untold.flatMap((index) => codes[index] ?? []) };
      const answer = await ask(source, place, some, new AbortController().signal);
      if (answer.ok || !answer.isUnasked) said.startedMs[place] ??= startedMs;
      if (answer.ok) said.answers[place] = spread(answer.value, untold, codes.length);
      else said.untold[place] = answer.failure;
    }

    const at = clock.now();
    list.forEach(({ learn }, place) => {
      const [dead, failure] = [ready[place]?.dead, end.failures[place]];
      if (end.winner?.place === place) learn?.({ at, dead, isFair, won: true, late: end.winner.late }, setup);
      else if (failure) learn?.({ at, dead, isFair, won: false, failure }, setup);
    });
    const host = end.winner?.value.kind === 'answers' ? end.winner.value.host : undefined;
    const timings = {
      scannedAt,
      ...Object.assign({}, ...list.map(({ id }, place) => timesOf(id, place, said))),
      decidedMs: at - scannedAt,
      host: host ?? asked,
    };
    return { checks: codes.map((_, index) => codeCheck(list, end, said, index)), timings };
  };

  return (direct) => ({
    check: (request) => check(request, direct),

    async refreshHealth({ since = epochMs(0), ...setup }): Promise<SourcesHealth> {
      const list = sourcesOf(setup);
      await Promise.all(list.map((source) => source.refreshHealth(setup, since, { direct })));
      const found = await Promise.all(list.map(async ({ id, health }) => ({ id, ...(await health()) })));
      return {
        sources: Object.fromEntries(found.map(({ id, time: _, ...health }) => [id, health])),
        time: found.find(({ time }) => time)?.time,
      };
    },

    async registerSale(ki, setup): Promise<Result<void, CheckFailure>> {
      const told = await Promise.all(sourcesOf(setup).flatMap(({ sold }) => sold?.(ki, setup, { direct }) ?? []));
      return told.find((answer) => !answer.ok) ?? told[0] ?? fail({ kind: 'not-set-up' });
    },
  });
}

const elementOf = (answer: SourceAnswer | undefined, index: number): SourceElement | undefined =>
  answer?.kind === 'answers' ? answer.elements[index] : undefined;

/** Whether the winner, or one after it and before `place`, has told this code. */
const isTold = ({ answers }: Said, { winner }: End, index: number, place: number): boolean =>
  answers.slice(winner?.place, place).some((answer) => {
    const element = elementOf(answer, index);
    return answer?.kind === 'emergency' || element?.ok === true || (element && isFinal(element));
  });

/** Nobody else is asked about this code. */
const isFinal = (element: SourceElement): boolean => !element.ok && element.isFinal === true;

/** An answer that tells none of the codes is none: why, by its first element. */
function untoldFailure(
  answer: SourceAnswer,
): { readonly failure: CheckFailure; readonly isFinal: true | undefined } | undefined {
  if (answer.kind === 'emergency' || answer.elements.some(({ ok: told }) => told)) return undefined;
  const [first] = answer.elements;
  if (!first || first.ok) return undefined;
  return { failure: first.failure, isFinal: answer.elements.every(isFinal) || undefined };
}

/** An answer about some codes, `asked`, with each element at the place of its code among all. */
const spread = (answer: SourceAnswer, asked: readonly number[], all: number): SourceAnswer =>
  answer.kind === 'emergency'
    ? answer
    : {
        ...answer,
        // Holes where nothing was asked: those codes are told already.
        elements: Array.from({ length: all }, (_, index) => answer.elements[asked.indexOf(index)]) as SourceElement[],
      };

/** The most trusted source is asked with the scan: no time of asking is written down of it. */
const timesOf = (id: SourceId, place: number, { answeredMs, startedMs }: Said): object =>
  sourceTimings(id, { started: place === 0 ? undefined : startedMs[place], answered: answeredMs[place] });

/** The end of the race for one code of it. A code that nobody could read has no verdict, whatever its neighbours got. */
function codeCheck(list: readonly Source[], { winner, failures: lost }: End, said: Said, index: number): CodeCheck {
  const silent: Array<readonly [SourceId, CheckFailure]> = [];
  for (const [place, { id }] of list.entries()) {
    // Those before the winner are out, whatever they may have said since.
    const isIn = winner === undefined || place >= winner.place;
    const answer = isIn ? said.answers[place] : undefined;
    if (winner && answer?.kind === 'emergency') return { source: 'emergency', by: id, raw: answer.raw };
    const element = elementOf(answer, index);
    if (winner && element?.ok) {
      if (!element.facts) return { source: 'emergency', by: id, raw: element.raw };
      const { ok: _, ...told } = element;
      return { source: id, ...told, ...(silent.length > 0 && { failures: Object.fromEntries(silent) }) };
    }
    const failure = element && !element.ok ? element.failure : undefined;
    silent.push([id, failure ?? said.untold[place] ?? lost[place] ?? { kind: 'no-element' }]);
    if (element && isFinal(element)) break;
  }
  return { source: 'none', failures: Object.fromEntries(silent) };
}
