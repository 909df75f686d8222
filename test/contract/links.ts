/** What a driver relies on in every link (`src/devices/links/link.ts`): each way to a device, real or pretended, runs it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Link, LinkFailure, LinkPlace, LinkSource } from '../../src/devices/links/link.ts';

/** A place with a device at it, seen from both ends. */
export interface LinkUnderTest {
  readonly source: LinkSource;
  /** The device's end: all it received so far, and its mouth. */
  received(): Uint8Array;
  reply(bytes: Uint8Array): Promise<void> | void;
  unplug(): Promise<void> | void;
  plug(): Promise<void> | void;
  /** Somebody else takes the device, until the returned function is called. */
  occupy(): Promise<() => Promise<void> | void> | (() => Promise<void> | void);
  /** Somebody else asks for the device we have, where the way to it can tell. */
  want?(): Promise<void> | void;
  remove(): Promise<void> | void;
}

export interface LinkTraits {
  /** What a place says whose device is not there. */
  readonly absent: LinkFailure['kind'];
  /** Whether the source says that a device came. */
  readonly appears: boolean;
}

/** Every byte there is, in an order in which a lost or doubled one shows. */
export const pattern = (length: number, seed = 7): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => (index * 31 + (index >> 8) + seed) & 0xff);

/** Listens and remembers. */
export class Ear {
  chunks: Uint8Array[] = [];
  downs: LinkFailure[] = [];
  /** How many bytes had come when the link went down. */
  atDown = -1;

  bytes(chunk: Uint8Array): void {
    this.chunks.push(chunk);
  }

  down(failure: LinkFailure): void {
    this.downs.push(failure);
    this.atDown = this.all.length;
  }

  get all(): Uint8Array {
    return join(this.chunks);
  }
}

export function join(chunks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/** Waits until it holds; a device at a real cable takes its time, and so does a busy machine. */
export async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const end = Date.now() + 120_000; !(await holds());) {
    if (Date.now() > end) throw new Error(`Waited in vain: ${what}`);
    await new Promise((done) => setTimeout(done, 2));
  }
}

/** Long enough for what must not come to have come. */
const calm = (): Promise<void> => new Promise((done) => setTimeout(done, 60));

export function linkContract(
  name: string,
  make: () => Promise<LinkUnderTest> | LinkUnderTest,
  { absent, appears }: LinkTraits,
): void {
  describe(`link: ${name}`, () => {
    let under: LinkUnderTest;
    const links: Link[] = [];
    beforeEach(async () => {
      under = await make();
    });
    afterEach(async () => {
      await Promise.all(links.splice(0).map((link) => link.close()));
      await under.remove();
    });

    const place = async (): Promise<LinkPlace> => {
      const [first, ...others] = await under.source.places();
      if (!first || others.length > 0) throw new Error('one place was expected');
      return first;
    };
    const open = async (at?: LinkPlace): Promise<Link> => {
      const opened = await (at ?? (await place())).open(115_200);
      if (!opened.ok) throw new Error(`${opened.failure.kind}: ${opened.failure.detail ?? ''}`);
      links.push(opened.value);
      return opened.value;
    };
    const listening = async (): Promise<{ link: Link; ear: Ear }> => {
      const link = await open();
      const ear = new Ear();
      link.listen(ear);
      return { link, ear };
    };
    const failureOf = async (at: LinkPlace): Promise<LinkFailure['kind'] | undefined> => {
      const opened = await at.open(115_200);
      if (opened.ok) await opened.value.close();
      return opened.ok ? undefined : opened.failure.kind;
    };

    it('names its place, the same each time', async () => {
      const { id } = await place();
      expect(id).toMatch(/^[a-z]+(:[\da-z]+)*$/);
      expect((await place()).id).toBe(id);
    });

    it('carries every byte both ways, unchanged and in order', async () => {
      const { link, ear } = await listening();
      const there = pattern(3000);
      const back = pattern(3000, 100);
      expect(await link.send(there)).toEqual({ ok: true, value: undefined });
      await under.reply(back);
      await until(() => under.received().length >= there.length && ear.all.length >= back.length, 'both to arrive');
      expect(under.received()).toEqual(there);
      expect(ear.all).toEqual(back);
    });

    it('carries a frame cut at any place', async () => {
      const { link, ear } = await listening();
      const frame = Uint8Array.of(
        0x05,
        0x02,
        0x00,
        0xff,
        0x8f,
        0x9f,
        0x15,
        0x06,
        0x0a,
        0x0d,
        0x11,
        0x13,
        0x03,
        0x7f,
        0x1a,
        0x1c,
      );
      const sent: Uint8Array[] = [];
      for (let cut = 0; cut <= frame.length; cut += 1) {
        for (const part of [frame.subarray(0, cut), frame.subarray(cut)]) {
          if (part.length === 0) continue;
          sent.push(part);
          await under.reply(part);
          expect(await link.send(part)).toMatchObject({ ok: true });
        }
      }
      const all = join(sent);
      await until(() => ear.all.length >= all.length && under.received().length >= all.length, 'every part to arrive');
      expect(ear.all).toEqual(all);
      expect(under.received()).toEqual(all);
    });

    it('keeps the order of sends that nobody waited for', async () => {
      const { link } = await listening();
      const parts = Array.from({ length: 50 }, (_, index) => pattern(1 + index * 3, index));
      expect(await Promise.all(parts.map((part) => link.send(part)))).toEqual(
        parts.map(() => ({ ok: true, value: undefined })),
      );
      const all = join(parts);
      await until(() => under.received().length >= all.length, 'all to arrive');
      expect(under.received()).toEqual(all);
    });

    it('keeps what came before the first listener', async () => {
      const link = await open();
      await under.reply(pattern(100));
      await calm();
      await under.reply(pattern(100, 50));
      await calm();
      const ear = new Ear();
      link.listen(ear);
      await until(() => ear.all.length >= 200, 'the kept bytes');
      expect(ear.all).toEqual(join([pattern(100), pattern(100, 50)]));
    });

    it('has one listener, the latest, and tells each byte once', async () => {
      const { link, ear } = await listening();
      await under.reply(pattern(10));
      await until(() => ear.all.length === 10, 'the first bytes');
      const other = new Ear();
      link.listen(other);
      await under.reply(pattern(10, 99));
      await until(() => other.all.length === 10, 'the next bytes');
      expect(other.all).toEqual(pattern(10, 99));
      expect(ear.all).toEqual(pattern(10));
    });

    it('says once that the cable was pulled, after the last bytes, and sends no more', async () => {
      const { link, ear } = await listening();
      await under.reply(pattern(20));
      await until(() => ear.all.length === 20, 'the bytes before');
      await under.unplug();
      await until(() => ear.downs.length > 0, 'the link to go down');
      expect(await link.send(pattern(1))).toMatchObject({ ok: false, failure: { kind: 'gone' } });
      expect(await link.send(pattern(1))).toMatchObject({ ok: false, failure: { kind: 'gone' } });
      await calm();
      expect(ear).toMatchObject({ downs: [{ kind: 'gone' }], atDown: 20 });
      await link.close();
      expect(ear.downs).toHaveLength(1);
    });

    it('tells a listener that came too late: the bytes, then the end', async () => {
      const link = await open();
      await under.reply(pattern(20));
      await calm();
      await under.unplug();
      await until(async () => !(await link.send(pattern(1))).ok, 'a send to fail');
      const ear = new Ear();
      link.listen(ear);
      await until(() => ear.downs.length > 0, 'the end');
      expect(ear).toMatchObject({ atDown: 20 });
      link.listen(ear);
      expect(ear.downs).toHaveLength(1);
    });

    it('is silent and sends nothing once it is closed', async () => {
      const { link, ear } = await listening();
      await link.send(pattern(5));
      await until(() => under.received().length === 5, 'the first bytes');
      const closing = link.close();
      expect(await link.send(pattern(5))).toMatchObject({ ok: false, failure: { kind: 'gone' } });
      await closing;
      await under.reply(pattern(5));
      await calm();
      await under.unplug();
      await calm();
      expect(under.received()).toHaveLength(5);
      expect(ear).toMatchObject({ chunks: [], downs: [] });
    });

    it('loses nothing that was sent before it was closed', async () => {
      const { link } = await listening();
      await link.send(pattern(2000));
      await link.close();
      await until(() => under.received().length >= 2000, 'the last bytes');
      expect(under.received()).toEqual(pattern(2000));
    });

    it('closes as often as one likes, and opens again at once', async () => {
      const at = await place();
      for (let round = 0; round < 3; round += 1) {
        const link = await open(at);
        const ear = new Ear();
        link.listen(ear);
        await Promise.all([link.close(), link.close()]);
        await link.close();
      }
      const link = await open(at);
      const ear = new Ear();
      link.listen(ear);
      await link.send(pattern(9));
      await under.reply(pattern(9, 3));
      await until(() => ear.all.length === 9 && under.received().length === 9, 'the bytes of the last round');
    });

    it('may be closed by its listener, in the middle of what was kept', async () => {
      const link = await open();
      await under.reply(pattern(3));
      await calm();
      await under.reply(pattern(3));
      await calm();
      let heard = 0;
      await new Promise<void>((done) => {
        link.listen({
          bytes: () => {
            heard += 1;
            void link.close().then(done);
          },
          down: () => void (heard += 100),
        });
      });
      await calm();
      expect(heard).toBe(1);
    });

    it('tells that somebody else asks for the device, as often as somebody does, and goes on working', async ({
      skip,
    }) => {
      if (!under.want) return skip();
      const heard: Uint8Array[] = [];
      let asked = 0;
      const link = await open();
      await link.send(pattern(1));
      link.listen({
        bytes: (chunk) => void heard.push(chunk),
        down: () => void (asked += 100),
        wanted: () => void (asked += 1),
      });
      await under.want();
      await until(() => asked === 1, 'the first to ask');
      await under.want();
      await until(() => asked === 2, 'the second to ask');
      await link.send(pattern(9));
      await under.reply(pattern(9, 3));
      await until(() => join(heard).length === 9 && under.received().length === 10, 'the bytes');
      await link.close();
      await under.want();
      await calm();
      expect(asked).toBe(2);
    });

    it('whose listener does not care that somebody asks, goes on', async ({ skip }) => {
      if (!under.want) return skip();
      const { link, ear } = await listening();
      await under.want();
      await under.reply(pattern(9));
      await until(() => ear.all.length === 9, 'the bytes');
      expect(await link.send(pattern(1))).toMatchObject({ ok: true });
      expect(ear.downs).toEqual([]);
    });

    it('a device that somebody else holds is busy, and free when it is let go', async () => {
      const at = await place();
      const letGo = await under.occupy();
      expect(await failureOf(at)).toBe('busy');
      await letGo();
      expect(await failureOf(at)).toBeUndefined();
    });

    it('a device that is not there is not there', async () => {
      const at = await place();
      await under.unplug();
      expect(await failureOf(at)).toBe(absent);
    });

    it('works again when the device is back', async () => {
      const { ear } = await listening();
      await under.unplug();
      await until(() => ear.downs.length > 0, 'the link to go down');
      let appeared = 0;
      const forget = under.source.onAppear(() => void (appeared += 1));
      await under.plug();
      if (appears) await until(() => appeared > 0, 'the device to be announced');
      const again = await open();
      const other = new Ear();
      again.listen(other);
      await again.send(pattern(30));
      await under.reply(pattern(30, 5));
      await until(() => other.all.length >= 30 && under.received().length >= 30, 'the bytes of the new link');
      expect(other.all).toEqual(pattern(30, 5));
      expect(ear.all).toHaveLength(0);
      forget();
      await under.unplug();
      const before = appeared;
      await under.plug();
      await calm();
      expect(appeared).toBe(before);
    });
  });
}
