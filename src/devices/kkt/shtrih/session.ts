/**
 * One command and its answer over a line: the host's side of both link protocols (kkt-shtrih.md §1.2, §1.3). Here stands the first half
 * of "exactly once": a command whose answer is late or lost is asked about, never sent anew under another number.
 */
import type { Clock } from '../../../app/ports/clock.ts';
import { probe1, probe2, type Probe, type Protocol } from '../../../protocol/shtrih/detect.ts';
import { ACK, ENQ, frame1, NAK, Parser1, type Event1 } from '../../../protocol/shtrih/link1.ts';
import { frame2, nextNumber, Parser2, syncFrame2, type Event2 } from '../../../protocol/shtrih/link2.ts';
import type { Link } from '../../links/link.ts';
import { Line, type Limit } from './line.ts';

export type Exchange =
  | { readonly kind: 'answer'; readonly data: Uint8Array }
  /** No byte of the command went out. */
  | { readonly kind: 'not-sent'; readonly detail: string }
  /** A NAK came, and the device says that it keeps no answer. As a rule the frame was damaged; the NAK may also be a late one to something else. */
  | { readonly kind: 'rejected' }
  /** Nobody knows. */
  | { readonly kind: 'lost'; readonly detail: string };

export interface Session {
  readonly protocol: Protocol;
  /** Sends code and parameters once, waits `limitMs` for the answer and as long again as an answer may be late. One at a time. */
  exchange(data: Uint8Array, limitMs: number): Promise<Exchange>;
  /** Lets come what is still on its way and forgets it. False: the line does not fall silent. */
  hush(): Promise<boolean>;
  /** The cable is out, or the other end closed. */
  isDown(): boolean;
  /** Calls `listener` when that happens. */
  onDown(listener: () => void): void;
  /** Calls `listener` when another till asks for the device; between two exchanges nothing is lost by closing. */
  onWanted(listener: () => void): void;
  /** An exchange under way ends, too. */
  close(): Promise<void>;
}

/** A control byte comes after the device's own byte time-out, 50…100 ms by default and more by its settings; drivers in the field wait 1…3 s (§1.2). */
export const controlMs = 3_000;
/** P117 app. 3 gives the host ten tries of ENQ and of a damaged answer; the maker's OPOS driver makes three of ENQ, and a device that is off must be told in time. */
const enqTries = 5;
const answerTries = 10;
/** An answer that a dead page has left behind may still be in the making: ОИСМ is asked up to 40 s (§6). */
export const staleLimitMs = 40_000;
/** To find out what the device is at: an answer of a dead page, and ENQ before and after it. */
const idleLimitMs = staleLimitMs + enqTries * controlMs;
/** Longer than the device's byte time-out, so that what is left of a broken frame is forgotten on its side as well. */
const quietMs = 150;
/** A line that has not fallen silent by then is not going to: the longest frame takes 1.1 s at 2400 bit/s (§1.2). */
const drainLimitMs = 2_000;
/** ENQs follow one another at `controlMs` at most, and so do their reactions, however late: twice as long without any says that all have come. */
const hushMs = 2 * controlMs;
const hushLimitMs = 5 * controlMs;
/** Protocol 2 repeats the same frame under the same number; more often than this it would only fill the device's buffer. */
const resendMs = 3_000;

const control = (byte: number): Uint8Array => Uint8Array.of(byte);
const lost = (detail: string): Exchange => ({ kind: 'lost', detail });
const notSent = (detail: string): Exchange => ({ kind: 'not-sent', detail });
const why = ({ down }: Pick<Line<unknown>, 'down'>, otherwise: string): string =>
  down ? [down.kind, down.detail].filter(Boolean).join(': ') : otherwise;

/** Whether a device of this protocol is there. Executes nothing. Undefined: nobody answered within `ms`, or it was called off. */
export async function findSession(
  link: Link,
  protocol: Protocol,
  clock: Clock,
  ms: number,
  off: AbortSignal,
): Promise<Session | undefined> {
  if (protocol === 2) {
    const line = new Line(link, new Parser2(), clock);
    return (await isThere(line, probe2, ms, off)) ? session2(line) : undefined;
  }
  const line = new Line(link, new Parser1(), clock);
  return (await isThere(line, probe1, ms, off)) ? session1(line) : undefined;
}

async function isThere<Event>(line: Line<Event>, probe: Probe<Event>, ms: number, off: AbortSignal): Promise<boolean> {
  off.addEventListener('abort', () => void line.close(), { once: true });
  await line.send(probe.send);
  return line.within(ms, async (limit) => {
    for (let event = await line.next(limit); event; event = await line.next(limit))
      if (probe.proves(event)) return true;
    return false;
  });
}

/** What both protocols have of the line. */
const ends = (line: Line<unknown>): Pick<Session, 'hush' | 'isDown' | 'onDown' | 'onWanted' | 'close'> => ({
  hush: () => line.drain(hushMs, hushLimitMs),
  isDown: () => line.down !== undefined,
  onDown: (listener) => void (line.onDown = listener),
  onWanted: (listener) => void (line.onWanted = listener),
  close: () => line.close(),
});

/** Protocol 1: ENQ, frame, ACK, answer, ACK. */
function session1(line: Line<Event1>): Session {
  /** ENQs whose reaction has not come: each has one. */
  let owed = 0;

  /** The next control byte or frame; whatever else came is dropped. */
  async function heard(limit: Limit, wanted: ReadonlyArray<Event1['kind']>): Promise<Event1 | undefined> {
    for (let event = await line.next(limit); event; event = await line.next(limit))
      if (wanted.includes(event.kind)) return event;
    return undefined;
  }

  const answerFrame = (ms: number, whole: Limit): Promise<Event1 | undefined> =>
    line.within(ms, (limit) => heard(limit, ['frame', 'damaged']), whole);

  /** What the device is at. A NAK still owed to an earlier ENQ is waited for as well: late, it would be taken for one to the frame. */
  function enquire(whole: Limit): Promise<'waiting' | 'answering' | undefined> {
    return line.within(
      controlMs,
      async (limit) => {
        await line.send(control(ENQ));
        owed += 1;
        let isWaiting = false;
        while (owed > 0) {
          const reaction = await heard(limit, ['nak', 'ack']);
          if (!reaction) break;
          owed -= 1;
          if (reaction.kind === 'ack') return 'answering';
          isWaiting = true;
        }
        if (!isWaiting) return undefined;
        // What has not come by now was lost.
        owed = 0;
        return 'waiting';
      },
      whole,
    );
  }

  /** Asks until the device waits for a command. An answer of an earlier command is taken and dropped: whoever wanted it is gone. */
  function idle(): Promise<boolean> {
    return line.within(idleLimitMs, async (whole) => {
      for (let tries = 0; tries < enqTries && !line.down && !whole.over; tries += 1) {
        const state = await enquire(whole);
        if (state === 'waiting') return true;
        if (state === 'answering' && (await answerFrame(staleLimitMs, whole))?.kind === 'frame')
          await line.send(control(ACK));
        // Over RNDIS the device sends one more FF after it (§1.2).
        await line.drain(quietMs, drainLimitMs);
      }
      return false;
    });
  }

  /** The frame was given to the line: from now on only the device knows. */
  async function deliver(data: Uint8Array): Promise<'accepted' | 'rejected' | 'unknown'> {
    const sent = await line.send(frame1(data));
    if (!sent.ok) return 'unknown';
    const reaction = await line.within(controlMs, (limit) => heard(limit, ['ack', 'nak']));
    // Its ACK may be lost, and then it works already.
    if (!reaction) return 'unknown';
    return reaction.kind === 'ack' ? 'accepted' : 'rejected';
  }

  /** `none`: the device waits for a command and keeps no answer. */
  function answer(limitMs: number, isWorking: boolean): Promise<Exchange | 'none'> {
    return line.within(limitMs + staleLimitMs, async (whole) => {
      let isAnswering = isWorking;
      let silences = 0;
      for (let tries = 0; tries < answerTries && silences < enqTries && !line.down && !whole.over; tries += 1) {
        const event = isAnswering ? await answerFrame(limitMs, whole) : undefined;
        if (event?.kind === 'frame') {
          await line.send(control(ACK));
          return { kind: 'answer', data: event.data };
        }
        if (event) await line.send(control(NAK));
        // Late or damaged: the device keeps its answer until it is acknowledged (§1.2).
        await line.drain(quietMs, drainLimitMs);
        const state = await enquire(whole);
        if (state === 'waiting') return 'none';
        isAnswering = state === 'answering';
        if (!isAnswering) silences += 1;
      }
      return lost(why(line, 'no answer'));
    });
  }

  return {
    protocol: 1,
    async exchange(data, limitMs) {
      if (line.down) return notSent(why(line, 'gone'));
      if (!(await idle())) return notSent(why(line, 'no reaction to ENQ'));
      const delivered = await deliver(data);
      // After a NAK, too: it may be a late one to an ENQ, and the command is being done.
      const answered = await answer(limitMs, delivered === 'accepted');
      if (answered !== 'none') return answered;
      return delivered === 'rejected' ? { kind: 'rejected' } : lost('no answer is kept');
    },
    ...ends(line),
  };
}

/** Protocol 2: numbered frames; the same number is executed once however often it is sent (§1.3). */
function session2(line: Line<Event2>): Session {
  let last: number | undefined;

  async function sync(): Promise<number | undefined> {
    for (let tries = 0; tries < enqTries && !line.down; tries += 1) {
      await line.drain(quietMs, drainLimitMs);
      await line.send(syncFrame2);
      const event = await line.within(controlMs, (limit) => line.next(limit));
      if (event?.kind === 'answer') return event.number;
    }
    return undefined;
  }

  /** Until the answer under `number` has come. `before`: the number of the answer before it. */
  async function answer(frame: Uint8Array, number: number, before: number, whole: Limit): Promise<Exchange> {
    await line.send(frame);
    while (!line.down && !whole.over) {
      const event = await line.within(resendMs, (limit) => line.next(limit), whole);
      if (event?.kind === 'answer' && event.number === number) return { kind: 'answer', data: event.data };
      // An answer we had already, come twice.
      if (event?.kind === 'answer' && event.number === before) continue;
      if (event?.kind === 'answer') {
        // The device counts otherwise: it was switched off meanwhile, or another program speaks to it.
        const now = await sync();
        if (now !== before && now !== number) return lost(`the device is at number ${String(now)}`);
      }
      // Damaged, or none of ours: what else belongs to it must not set off another sending each.
      else if (event) await line.drain(quietMs, drainLimitMs);
      if (!whole.over) await line.send(frame);
    }
    return lost(why(line, 'no answer'));
  }

  return {
    protocol: 2,
    async exchange(data, limitMs) {
      if (line.down) return notSent(why(line, 'gone'));
      const before = last ?? (await sync());
      if (before === undefined) return notSent(why(line, 'no reaction to the synchronisation'));
      const number = nextNumber(before);
      last = undefined;
      const exchanged = await line.within(limitMs, (whole) => answer(frame2(number, data), number, before, whole));
      if (exchanged.kind === 'answer') last = number;
      return exchanged;
    },
    ...ends(line),
  };
}
