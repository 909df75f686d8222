/**
 * One command and its answer over a line: the host's side of both link protocols (kkt-shtrih.md §1.2, §1.3). Here stands the first half
 * of "exactly once": a command whose answer is late or lost is asked about, never sent anew under another number.
 */
import type { Clock } from '../../../app/ports.ts';
import { probe1, probe2, type Protocol } from '../../../protocol/shtrih/detect.ts';
import { ACK, ENQ, frame1, NAK, Parser1, type Event1 } from '../../../protocol/shtrih/link1.ts';
import { frame2, nextNumber, Parser2, syncFrame2, type Event2 } from '../../../protocol/shtrih/link2.ts';
import type { Link } from '../../links/link.ts';
import { Line } from './line.ts';

export type Exchange =
  | { readonly kind: 'answer'; readonly data: Uint8Array }
  /** The device has certainly not executed it. */
  | { readonly kind: 'not-sent'; readonly detail: string }
  /** Nobody knows. */
  | { readonly kind: 'lost'; readonly detail: string };

export interface Session {
  readonly protocol: Protocol;
  /** Sends code and parameters, waits `limitMs` for the answer. One at a time. */
  exchange(data: Uint8Array, limitMs: number): Promise<Exchange>;
  /** The cable is out, or the other end closed. */
  isDown(): boolean;
  /** Calls `listener` when that happens. */
  onDown(listener: () => void): void;
  close(): Promise<void>;
}

/** A control byte comes after the device's own byte time-out, 50…100 ms by default and more by its settings; drivers in the field wait 1…3 s (§1.2). */
const controlMs = 1_000;
/** P117 app. 3 gives the host ten tries of ENQ and of a damaged answer, and leaves the command's to it. */
const enqTries = 10;
const frameTries = 3;
const answerTries = 10;
/** An answer that a dead page has left behind may still be in the making: ОИСМ is asked up to 40 s (§6). */
const staleLimitMs = 40_000;
/** Longer than the device's byte time-out, so that what is left of a broken frame is forgotten on its side as well. */
const quietMs = 150;
/** Protocol 2 repeats the same frame under the same number; more often than this it would only fill the device's buffer. */
const resendMs = 3_000;

const control = (byte: number): Uint8Array => Uint8Array.of(byte);
const lost = (detail: string): Exchange => ({ kind: 'lost', detail });
const notSent = (detail: string): Exchange => ({ kind: 'not-sent', detail });
const why = ({ down }: Pick<Line<unknown>, 'down'>, otherwise = 'gone'): string =>
  down ? [down.kind, down.detail].filter(Boolean).join(': ') : otherwise;

/** Whether a device of this protocol is there. Executes nothing. Undefined: nobody answered within `ms`. */
export async function findSession(
  link: Link,
  protocol: Protocol,
  clock: Clock,
  ms: number,
): Promise<Session | undefined> {
  if (protocol === 1) {
    const line = new Line(link, new Parser1(), clock);
    await line.send(probe1.send);
    for (let event = await line.next(ms); event; event = await line.next(ms)) {
      if (!probe1.proves(event)) continue;
      return session1(line);
    }
    return undefined;
  }
  const line = new Line(link, new Parser2(), clock);
  await line.send(probe2.send);
  for (let event = await line.next(ms); event; event = await line.next(ms))
    if (probe2.proves(event)) return session2(line, clock);
  return undefined;
}

/** What both protocols have of the line. */
const ends = (line: Line<unknown>): Pick<Session, 'isDown' | 'onDown' | 'close'> => ({
  isDown: () => line.down !== undefined,
  onDown: (listener) => void (line.onDown = listener),
  close: () => line.close(),
});

/** Protocol 1: ENQ, frame, ACK, answer, ACK. */
function session1(line: Line<Event1>): Session {
  /** The next control byte or frame; whatever else came is dropped. */
  async function heard(ms: number, wanted: ReadonlyArray<Event1['kind']>): Promise<Event1 | undefined> {
    for (let event = await line.next(ms); event; event = await line.next(ms))
      if (wanted.includes(event.kind)) return event;
    return undefined;
  }

  /** Asks until the device waits for a command. An answer of an earlier command is taken and dropped: whoever wanted it is gone. */
  async function idle(): Promise<boolean> {
    for (let tries = 0; tries < enqTries && !line.down; tries += 1) {
      await line.send(control(ENQ));
      const reaction = await heard(controlMs, ['nak', 'ack']);
      if (reaction?.kind === 'nak') {
        // A late NAK to an earlier ENQ must not be taken for one to the frame.
        if (tries > 0) await line.drain(quietMs);
        return true;
      }
      if (reaction?.kind === 'ack' && (await heard(staleLimitMs, ['frame', 'damaged']))?.kind === 'frame') {
        await line.send(control(ACK));
        // Over RNDIS the device sends one more FF after it (§1.2).
        await line.drain(quietMs);
      } else await line.drain(quietMs);
    }
    return false;
  }

  /** The frame was given to the line: from now on only the device knows. */
  async function deliver(data: Uint8Array): Promise<'accepted' | 'rejected' | 'unknown'> {
    for (let tries = 0; tries < frameTries; tries += 1) {
      const sent = await line.send(frame1(data));
      if (!sent.ok) return 'unknown';
      const reaction = await heard(controlMs, ['ack', 'nak']);
      if (reaction?.kind === 'ack') return 'accepted';
      // Its ACK may be lost, and then it works already.
      if (!reaction) return 'unknown';
    }
    return 'rejected';
  }

  async function answer(limitMs: number, isWorking: boolean): Promise<Exchange> {
    let limit = limitMs;
    let asked = isWorking;
    for (let tries = 0; tries < answerTries && !line.down; tries += 1) {
      const event = asked ? await heard(limit, ['frame', 'damaged']) : undefined;
      if (event?.kind === 'frame') {
        await line.send(control(ACK));
        return { kind: 'answer', data: event.data };
      }
      if (event) await line.send(control(NAK));
      // Late or damaged: the device keeps its answer until it is acknowledged (§1.2).
      await line.drain(quietMs);
      await line.send(control(ENQ));
      const reaction = await heard(controlMs, ['ack', 'nak']);
      if (reaction?.kind === 'nak') return lost('no answer is kept');
      asked = reaction !== undefined;
      limit = Math.max(controlMs, Math.min(limitMs, staleLimitMs));
    }
    return lost(why(line, 'no answer'));
  }

  return {
    protocol: 1,
    async exchange(data, limitMs) {
      if (line.down) return notSent(why(line));
      if (!(await idle())) return notSent(why(line, 'no reaction to ENQ'));
      const delivered = await deliver(data);
      if (delivered === 'rejected') return notSent('the command was damaged on the way');
      return answer(limitMs, delivered === 'accepted');
    },
    ...ends(line),
  };
}

/** Protocol 2: numbered frames; the same number is executed once however often it is sent (§1.3). */
function session2(line: Line<Event2>, clock: Clock): Session {
  let last: number | undefined;

  async function sync(): Promise<number | undefined> {
    for (let tries = 0; tries < enqTries && !line.down; tries += 1) {
      await line.drain(quietMs);
      await line.send(syncFrame2);
      const event = await line.next(controlMs);
      if (event?.kind === 'answer') return event.number;
    }
    return undefined;
  }

  return {
    protocol: 2,
    async exchange(data, limitMs) {
      if (line.down) return notSent(why(line));
      last ??= await sync();
      if (last === undefined) return notSent(why(line, 'no reaction to the synchronisation'));
      const number = nextNumber(last);
      const before = last;
      last = undefined;
      const frame = frame2(number, data);
      const until = clock.now() + limitMs;
      await line.send(frame);
      while (!line.down) {
        const left = until - clock.now();
        if (left <= 0) break;
        const event = await line.next(Math.min(resendMs, left));
        if (event?.kind === 'answer') {
          if (event.number === number) {
            last = number;
            return { kind: 'answer', data: event.data };
          }
          // An answer we had already, come twice.
          if (event.number === before) continue;
          // The device counts otherwise: it was switched off meanwhile, or another program speaks to it.
          const now = await sync();
          if (now !== before && now !== number) return lost(`the device is at number ${String(now)}`);
        }
        await line.send(frame);
      }
      return lost(why(line, 'no answer'));
    },
    ...ends(line),
  };
}
