/**
 * Which time it is, by more than one clock. The law is judged by it (first days of a check, shelf life, hours of alcohol), and the clock of a shop's PC is the
 * worst of all witnesses: its battery dies, its time zone is wrong, anybody sets it (design, section 1 «Trusted time»). Pure: clocks are handed in.
 */
import { epochMs, type EpochMs } from './time.ts';

/**
 * In order of trust. `crpt`: ГИС МТ, over TLS. `kkt`: the fiscal printer, whose clock may be wrong by 5 minutes at most (54-ФЗ art. 4 p. 1) and is that of the
 * documents. `gateway`: the machine that serves the till, where that is another one. `lm`: ЛМ ЧЗ, which mostly stands on this very PC.
 */
export const timeWitnesses = ['crpt', 'kkt', 'gateway', 'lm'] as const;
export type TimeWitness = (typeof timeWitnesses)[number];

/** What a witness said. `at`: its own time; `heardAt`: the PC's clock at that moment. */
export interface TimeWord {
  readonly by: TimeWitness;
  readonly at: EpochMs;
  readonly heardAt: EpochMs;
}

/** How far ahead of the PC's clock a witness is, ms, and in which run of that clock it said so: the PC's clock may be set while the till is open. */
interface Ahead {
  readonly ms: number;
  readonly run: number;
}

/** All that is known of the time. */
export interface KnownTime {
  /** No day can be before it: this build was made on it. */
  readonly built: EpochMs;
  /** The latest moment that is known to have been. */
  readonly latest: EpochMs;
  /** How far the PC's clock is behind `latest`, ms; 0: it is not. */
  readonly behind: number;
  /** Counts how often the PC's clock went forward without the till knowing why: it was set, or the machine slept. */
  readonly run: number;
  readonly said: ReadonlyMap<TimeWitness, Ahead>;
}

/** Whose word the time may be. */
export const timeSources = [...timeWitnesses, 'latest', 'pc'] as const;

/** The time to judge by. `by`: whose word it is; `latest`: nobody that is believed said anything, and the PC's clock shows a time before one that has been. `aheadMs`: of the PC's clock. */
export interface TrustedTime {
  readonly by: (typeof timeSources)[number];
  readonly aheadMs: number;
}

/** A PC that is off by more is told, ms. */
export const tellOffMs = 120_000;

const dayMs = 86_400_000;
/** A clock moves by itself as the running time does; more than this is a hand, or a sleep, ms. */
const jumpMs = 5_000;
/** A person sets a clock so exactly, ms. */
const setByHandMs = 300_000;

/** `builtAt`: when this build was made. `pc`: the PC's clock now. */
export const firstTime = (builtAt: EpochMs, pc: EpochMs): KnownTime =>
  withLatest(
    { built: startOfDay(builtAt), latest: startOfDay(builtAt), behind: 0, run: 0, said: new Map() },
    startOfDay(builtAt),
    pc,
  );

const startOfDay = (at: EpochMs): EpochMs => epochMs(at - (at % dayMs));

/** `latest` has been: an earlier run of the till heard it from a witness that is not wrong, or a word of such a one was long on its way. */
export function withLatest(known: KnownTime, latest: EpochMs, pc: EpochMs): KnownTime {
  const later = epochMs(Math.max(known.latest, latest));
  return { ...known, latest: later, behind: Math.max(known.behind, later - pc) };
}

/**
 * Takes a word in. Not one from before the build; and of all but ГИС МТ not one from more than a day before what has been: a ККТ whose battery died tells
 * its own first day.
 */
export function heard(known: KnownTime, { by, at, heardAt }: TimeWord): KnownTime {
  if (at < known.built || (by !== 'crpt' && at < known.latest - dayMs)) return known;
  const said = new Map(known.said).set(by, { ms: at - heardAt, run: known.run });
  return { ...known, said, latest: by === 'crpt' ? at : known.latest };
}

/**
 * The PC's clock moved by `pcMs` while `runningMs` passed. Set back, all words are as much farther ahead of it, and nothing is lost. Forward it may have slept
 * or been set: the words stand until a new one comes, and then any new one counts for more; what has been since `latest` is only the running time.
 */
export function passed(known: KnownTime, pcMs: number, runningMs: number): KnownTime {
  const jump = Math.round(pcMs - runningMs);
  if (Math.abs(jump) <= jumpMs) return known;
  const moved = (change: (ms: number) => number): KnownTime['said'] =>
    new Map([...known.said].map(([by, { ms, run }]) => [by, { ms: change(ms), run }] as const));
  // What jumps by as much as it was said to be behind was set right.
  if (jump > 0)
    return {
      ...known,
      run: known.run + 1,
      behind: Math.max(0, known.behind - jump),
      said: moved((ms) => (Math.abs(ms - jump) <= setByHandMs ? ms - jump : ms)),
    };
  return { ...known, said: moved((ms) => ms - jump), behind: known.behind - jump };
}

/** Whose word counts. ГИС МТ and the ККТ before all others, a word since the PC's clock last jumped before an older one. */
export function trustedTime({ said, behind }: KnownTime): TrustedTime {
  const ranked = timeWitnesses.flatMap((by, rank) => {
    const ahead = said.get(by);
    return ahead ? [{ by, ...ahead, isStrong: rank < 2 }] : [];
  });
  const strong = ranked.filter(({ isStrong }) => isStrong);
  // The sort keeps the order of trust within a run.
  const [best] = (strong.length > 0 ? strong : ranked).sort((one, other) => other.run - one.run);
  // A weak witness may share the PC's wrong clock.
  if (best && (best.isStrong || best.ms >= behind)) return { by: best.by, aheadMs: best.ms };
  return behind > 0 ? { by: 'latest', aheadMs: behind } : { by: best?.by ?? 'pc', aheadMs: best?.ms ?? 0 };
}
