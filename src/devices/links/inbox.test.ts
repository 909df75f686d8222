import { expect, it } from 'vitest';
import { Ear } from '../../../test/contract/links.ts';
import { Inbox } from './inbox.ts';

it('tells nothing after the end', () => {
  const inbox = new Inbox();
  const ear = new Ear();
  inbox.listen(ear);
  inbox.bytes(Uint8Array.of(1));
  inbox.end({ kind: 'gone' });
  inbox.bytes(Uint8Array.of(2));
  inbox.end({ kind: 'busy' });
  expect(ear).toMatchObject({ chunks: [Uint8Array.of(1)], downs: [{ kind: 'gone' }] });
  expect(inbox.failure).toEqual({ kind: 'gone' });
});

it("gives the rest of what was kept to whoever took the listener's place in the middle", () => {
  const inbox = new Inbox();
  for (const byte of [1, 2, 3]) inbox.bytes(Uint8Array.of(byte));
  inbox.end({ kind: 'gone' });
  const later = new Ear();
  const first: number[] = [];
  inbox.listen({
    bytes: (chunk) => {
      first.push(...chunk);
      inbox.listen(later);
    },
    down: () => first.push(100),
  });
  expect(first).toEqual([1]);
  expect([...later.all]).toEqual([2, 3]);
  expect(later.downs).toHaveLength(1);
});

it('is silent once it is closed, also about an end that nobody has heard of', () => {
  const inbox = new Inbox();
  inbox.bytes(Uint8Array.of(1));
  inbox.end({ kind: 'gone', detail: 'pulled' });
  inbox.close();
  const ear = new Ear();
  inbox.listen(ear);
  expect(ear).toMatchObject({ chunks: [], downs: [] });
  expect(inbox.failure).toEqual({ kind: 'gone', detail: 'pulled' });
});

it.each([
  [1, 100_000],
  [100, 2_000],
  [16_000, 20],
])('keeps no more than a browser would, the newest, while nobody listens: chunks of %d bytes', (size, count) => {
  const inbox = new Inbox();
  for (let at = 0; at < count; at += 1) inbox.bytes(new Uint8Array(size).fill(at % 251));
  for (let at = 0; at < 5_000; at += 1) inbox.bytes(new Uint8Array());
  const ear = new Ear();
  inbox.listen(ear);
  expect(ear.chunks.length).toBeGreaterThan(0);
  expect(ear.chunks.length).toBeLessThanOrEqual(1_024);
  expect(ear.all.length).toBeLessThanOrEqual(Math.max(16 * 1_024, size));
  expect(ear.all.at(-1)).toBe((count - 1) % 251);
});
