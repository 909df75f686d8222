/** Bytes of the wire as the device reads and writes them. kkt-shtrih §1.2, §1.3, §2.1. */

/** Control bytes of protocol 1, §1.2. */
export const STX = 0x02;
export const ENQ = 0x05;
export const ACK = 0x06;
export const NAK = 0x15;

/** Check of protocol 1: XOR of the length and of all data bytes, §1.2. */
export const lrc = (bytes: Iterable<number>): number => {
  let sum = 0;
  for (const byte of bytes) sum ^= byte;
  return sum;
};

/** Check of protocol 2: polynomial 1021h from FFFFh, not reflected, §1.3. */
export function crc16(bytes: Iterable<number>): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021;
    crc &= 0xffff;
  }
  return crc;
}

/** CRC-32 (IEEE): tag 2115 (§3.1), and what the ФП of this ФН is made of. */
export function crc32(bytes: Iterable<number>): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 0 ? crc >>> 1 : (crc >>> 1) ^ 0xedb8_8320;
  }
  return (crc ^ 0xffff_ffff) >>> 0;
}

/** A frame of protocol 1, either way. */
export function frame1(data: readonly number[] | Uint8Array): Uint8Array {
  if (data.length < 1 || data.length > 0xff)
    throw new RangeError(`protocol 1 carries 1 to 255 bytes, not ${String(data.length)}`);
  return Uint8Array.from([STX, data.length, ...data, lrc([data.length, ...data])]);
}

/** A frame of protocol 2; `data` null makes type II, the answer of a device that has executed nothing yet. */
export function frame2(number: number, data: readonly number[] | Uint8Array | null): Uint8Array {
  const body = [...le(2 + (data?.length ?? 0), 2), ...le(number, 2), ...(data ?? [])];
  return Uint8Array.from([0x8f, ...stuff([...body, ...le(crc16(body), 2)])]);
}

/** 8F and 9F inside a frame, §1.3. */
const stuffed: ReadonlyMap<number, readonly number[]> = new Map([
  [0x8f, [0x9f, 0x81]],
  [0x9f, [0x9f, 0x83]],
]);
export const stuff = (bytes: readonly number[]): number[] => bytes.flatMap((byte) => stuffed.get(byte) ?? [byte]);

/** An unsigned integer in so many bytes, the lowest first; up to 6 bytes stay exact. */
export function le(value: number, size: number): number[] {
  if (!Number.isInteger(value) || value < 0 || value >= 256 ** size)
    throw new RangeError(`${String(value)} does not fit into ${String(size)} bytes`);
  return Array.from({ length: size }, (_, place) => Math.floor(value / 256 ** place) % 256);
}

export const fromLe = (bytes: readonly number[] | Uint8Array): number =>
  [...bytes].reduceRight((sum, byte) => sum * 256 + byte, 0);

/** A command's parameters, read from the left. The gate has checked the length before (§8). */
export class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  number(size: number): number {
    return fromLe(this.bytes(size));
  }

  bytes(size: number): Uint8Array {
    if (size > this.left) throw new RangeError('the gate let through a command that is too short');
    this.#at += size;
    return this.#bytes.slice(this.#at - size, this.#at);
  }

  rest(): Uint8Array {
    return this.bytes(this.left);
  }
}

type Charset = 'windows-1251' | 'ibm866';

function codePage(name: Charset): {
  readonly decode: (bytes: Iterable<number>) => string;
  readonly encode: (text: string) => number[];
} {
  const letters = new TextDecoder(name).decode(Uint8Array.from({ length: 256 }, (_, code) => code));
  const codes = new Map([...letters].map((letter, code) => [letter, code]));
  return {
    decode: (bytes) => Array.from(bytes, (byte) => letters.charAt(byte)).join(''),
    encode: (text) => Array.from(text, (letter) => codes.get(letter) ?? 0x3f),
  };
}

/** Texts of commands, tables and errors, §2.1. */
export const cp1251 = codePage('windows-1251');
/** Strings inside TLV, §2.1. */
export const cp866 = codePage('ibm866');

/** Text of a command field: it ends at the first zero (§2.1). */
export function textField(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return cp1251.decode(end < 0 ? bytes : bytes.subarray(0, end));
}

export const latin1 = {
  decode: (bytes: Iterable<number>): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''),
  encode: (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0) & 0xff),
};

/** The fields of a moment on the device's own clock. */
export interface Clock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
}

/** Local time of an epoch moment in a zone so many hours east of Greenwich. */
export function clock(epochMs: number, zoneHours: number): Clock {
  const local = new Date(epochMs + zoneHours * 3_600_000);
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hours: local.getUTCHours(),
    minutes: local.getUTCMinutes(),
    seconds: local.getUTCSeconds(),
  };
}

/** YY MM DD of ФН answers (§2.1). */
export const fnDate = ({ year, month, day }: Clock): number[] => [year % 100, month, day];
/** DATE_TIME: YY MM DD HH MM (§2.1). */
export const fnDateTime = (at: Clock): number[] => [...fnDate(at), at.hours, at.minutes];
