/** A host for the tests of this folder: commands by hand, without a driver. */
import { Kkt, type KktOptions } from './device.ts';
import { ACK, cp1251, cp866, frame1, frame2, fromLe, latin1, le } from './wire.ts';

export const hex = (text: string): Uint8Array =>
  Uint8Array.from(text.match(/[0-9a-f]{2}/gi) ?? [], (pair) => parseInt(pair, 16));
export const toHex = (bytes: Iterable<number>): string =>
  Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');

/** The code of a command and its password. */
export const head = (code: number, password = 30): number[] => [
  ...(code > 0xff ? [0xff, code & 0xff] : [code]),
  ...le(password, 4),
];

export const tlv = (tag: number, value: readonly number[] | string): number[] => {
  const bytes = typeof value === 'string' ? cp866.encode(value) : value;
  return [...le(tag, 2), ...le(bytes.length, 2), ...bytes];
};

export interface SaleItem {
  readonly operation?: number;
  /** Millionths. */
  readonly quantity?: number;
  readonly price?: number;
  readonly sum?: number;
  readonly vat?: number;
  readonly department?: number;
  readonly method?: number;
  readonly subject?: number;
  readonly name?: string;
  readonly password?: number;
}

/** FF46 by the table of §2.6. */
export function operation(item: SaleItem = {}): number[] {
  const {
    operation: type = 1,
    quantity = 1_000_000,
    price = 7000,
    sum = 0xff_ffff_ffff,
    vat = 2,
    department = 1,
    method = 4,
    subject = 1,
    name = 'Хлеб',
  } = item;
  return [
    ...head(0xff46, item.password),
    type,
    ...le(quantity, 6),
    ...le(price, 5),
    ...le(sum, 5),
    ...le(0xff_ffff_ffff, 5),
    vat,
    department,
    method,
    subject,
    ...cp1251.encode(name),
  ];
}

/** FF45 by §2.7. */
export const closing = (
  payments: readonly number[],
  { rounding = 0, taxation = 1, text = '', password = 30 } = {},
): number[] => [
  ...head(0xff45, password),
  ...Array.from({ length: 16 }, (_, place) => le(payments[place] ?? 0, 5)).flat(),
  rounding,
  ...Array<number>(30).fill(0),
  taxation,
  ...cp1251.encode(text),
];

export const checkMark = (km: string, status = 1, tags: readonly number[] = []): number[] => {
  const bytes = latin1.encode(km);
  return [...head(0xff61), status, 0, bytes.length, tags.length, ...bytes, ...tags];
};
export const bindMark = (km: string): number[] => [...head(0xff67), km.length, ...latin1.encode(km)];
export const measure = (code: number): number[] => [...head(0xff4d), ...tlv(2108, [code])];

/** A code of milk with a crypto part of 4, and one of shoes with 44. */
export const milk = '010460065310599021' + '52CUnq\u001d93Gk30';
export const shoes = `010460065310599021aBcDeFgHiJkLm\u001d91EE06\u001d92${'x'.repeat(44)}`;

/** Timers that go off when the test says so. */
export interface ManualTime {
  readonly now: () => number;
  readonly after: (ms: number, act: () => void) => () => void;
  readonly pass: (ms: number) => void;
}

export function manualTime(start = Date.UTC(2026, 10, 22, 9, 30)): ManualTime {
  let now = start;
  const timers = new Set<{ readonly at: number; readonly act: () => void }>();
  return {
    now: () => now,
    after: (ms, act) => {
      const timer = { at: now + ms, act };
      timers.add(timer);
      return () => {
        timers.delete(timer);
      };
    },
    pass: (ms) => {
      const end = now + ms;
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= end).sort((one, other) => one.at - other.at);
        if (next === undefined) break;
        timers.delete(next);
        now = next.at;
        next.act();
      }
      now = end;
    },
  };
}

/** A device, its time and a line with somebody who speaks to it. */
export interface Bench {
  readonly kkt: Kkt;
  readonly time: ManualTime;
  readonly protocol: 1 | 2;
  /** Sends a command; the error code and what follows it. */
  readonly tell: (command: readonly number[]) => { readonly error: number; readonly bytes: Uint8Array };
  /** Sends a command; the error code. */
  readonly error: (command: readonly number[]) => number;
  /** Sends a command that must succeed; what follows the error code. */
  readonly ask: (command: readonly number[]) => Uint8Array;
  /** Puts bytes on the line; what came back, at once. */
  readonly raw: (bytes: readonly number[] | Uint8Array) => Uint8Array;
  /** Everything that has come since it was last asked for. */
  readonly heard: () => Uint8Array;
  readonly reconnect: () => void;
  readonly broken: () => number;
}

export function bench({ protocol = 1, ...options }: KktOptions & { readonly protocol?: 1 | 2 } = {}): Bench {
  const time = manualTime();
  const kkt = new Kkt({ now: time.now, after: time.after, ...options });
  let heard: number[] = [];
  let brokenLines = 0;
  const connect = (): ReturnType<Kkt['connect']> =>
    kkt.connect(
      (bytes) => {
        heard.push(...bytes);
      },
      {
        broken: () => {
          brokenLines += 1;
        },
      },
    );
  let line = connect();
  let number = 1;

  const take = (): Uint8Array => {
    const bytes = Uint8Array.from(heard);
    heard = [];
    return bytes;
  };
  const raw = (bytes: readonly number[] | Uint8Array): Uint8Array => {
    heard = [];
    line.receive(Uint8Array.from(bytes));
    return take();
  };
  const exchange = (command: readonly number[]): Uint8Array => {
    if (protocol === 1) {
      const got = raw(frame1(command));
      if (got[0] !== ACK || got[1] !== 2) throw new Error(`no answer: ${toHex(got)}`);
      line.receive(Uint8Array.of(ACK));
      return got.slice(3, -1);
    }
    number += 1;
    const got = unstuff(raw(frame2(number, command)));
    if (fromLe(got.slice(3, 5)) !== number) throw new Error(`no answer: ${toHex(got)}`);
    return got.slice(5, -2);
  };
  const tell = (command: readonly number[]): { readonly error: number; readonly bytes: Uint8Array } => {
    const [error = -1, ...bytes] = exchange(command).slice(command[0] === 0xff ? 2 : 1);
    return { error, bytes: Uint8Array.from(bytes) };
  };
  return {
    kkt,
    time,
    protocol,
    raw,
    heard: take,
    tell,
    error: (command) => tell(command).error,
    ask: (command) => {
      const { error, bytes } = tell(command);
      if (error !== 0) throw new Error(`${toHex(command)} → error ${toHex([error])}`);
      return bytes;
    },
    reconnect: () => {
      line = connect();
    },
    broken: () => brokenLines,
  };
}

export function unstuff(bytes: Uint8Array): Uint8Array {
  const plain: number[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at] !== 0x9f) {
      plain.push(bytes[at] ?? 0);
      continue;
    }
    at += 1;
    plain.push(bytes[at] === 0x81 ? 0x8f : 0x9f);
  }
  return Uint8Array.from(plain);
}

export interface MarkedItem {
  /** Checked and accepted before; FF67 checks it otherwise. */
  readonly checked?: boolean;
  /** FF4D commands besides the measure. */
  readonly extra?: readonly (readonly number[])[];
}

/** Everything up to the payment of one marked piece, in the order of the firmware family (§3.5). */
export function markedItem({ kkt, ask }: Bench, km: string, { checked = true, extra = [] }: MarkedItem = {}): void {
  const item: SaleItem = { subject: 33, name: 'Молоко' };
  if (checked) {
    ask(checkMark(km));
    ask([...head(0xff69), 1]);
  }
  const tags = [measure(0), ...extra];
  const order = kkt.machine.cashCore
    ? [...tags, bindMark(km), operation(item)]
    : [operation(item), ...tags, bindMark(km)];
  for (const command of order) ask(command);
}
