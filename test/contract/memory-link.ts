/** A cable in memory: what the drivers' tests plug an emulator into. */
import { Inbox } from '../../src/devices/links/inbox.ts';
import type { Link, LinkSource } from '../../src/devices/links/link.ts';
import { fail, ok } from '../../src/domain/base/result.ts';

/** The device: gets a way to send, returns a way to be sent to. Told when the other end hangs up or the cable is pulled. */
export type Connect = (send: (bytes: Uint8Array) => void) => { receive(bytes: Uint8Array): void; close(): void };

export interface MemorySource extends LinkSource {
  unplug(): void;
  plug(): void;
  /** Somebody else asks for the device; false: nobody has it. */
  want(): boolean;
}

/** One place, `memory`. Bytes arrive in later turns, in the order they were handed over, as one chunk each. */
export function memorySource(connect: Connect): MemorySource {
  const listeners = new Set<() => void>();
  let plugged = true;
  /** Changes when the cable is pulled, and makes older places useless, as in a browser. */
  let times = 0;
  let pulled: (() => void) | undefined;
  let wanted: (() => void) | undefined;

  const open = (): Link => {
    const inbox = new Inbox();
    const device = connect((bytes) => later(() => inbox.bytes(bytes.slice())));
    const hangUp = (): void => {
      if (pulled !== pull) return;
      pulled = undefined;
      device.close();
    };
    const pull = (): void => {
      hangUp();
      later(() => inbox.end({ kind: 'gone', detail: 'The cable was pulled.' }));
    };
    pulled = pull;
    wanted = () => inbox.wanted();
    return {
      send: async (bytes) => {
        const sent = bytes.slice();
        if (pulled === pull) later(() => pulled === pull && device.receive(sent));
        await new Promise<void>((done) => later(done));
        return inbox.failure || pulled !== pull ? fail(inbox.failure ?? { kind: 'gone' }) : ok(undefined);
      },
      listen: (listener) => inbox.listen(listener),
      close: async () => {
        inbox.close();
        hangUp();
        await new Promise<void>((done) => later(done));
      },
    };
  };

  return {
    places: () => {
      const born = times;
      return Promise.resolve(
        !plugged
          ? []
          : [
              {
                id: 'memory',
                hasSpeed: false,
                open: async () => {
                  await new Promise<void>((done) => later(done));
                  if (!plugged || born !== times) return fail({ kind: 'gone' });
                  return pulled ? fail({ kind: 'busy' }) : ok(open());
                },
              },
            ],
      );
    },
    onAppear: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    unplug: () => {
      plugged = false;
      times += 1;
      pulled?.();
    },
    plug: () => {
      plugged = true;
      for (const listener of listeners) listener();
    },
    want: () => {
      const isHeld = pulled !== undefined;
      if (isHeld) wanted?.();
      return isHeld;
    },
  };
}

/** Turns come in the order they were asked for. */
const later = (act: () => unknown): void => void setImmediate(act);
