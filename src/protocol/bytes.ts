/** Reading and writing bytes: little-endian integers, as every maker of Russian tills has them. */

/** A whole, non-negative number as `size` bytes, low byte first. Six bytes fit in a double. Throws on a number that does not fit: a bug. */
export function le(value: number, size: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0 || value >= 256 ** size)
    throw new RangeError(`${value} does not fit in ${size} bytes`);
  const bytes = new Uint8Array(size);
  for (let at = 0, left = value; at < size; at += 1, left = Math.floor(left / 256)) bytes[at] = left % 256;
  return bytes;
}

/** The number in `bytes`, low byte first. Beyond seven bytes it may lose its last digits. */
export const fromLe = (bytes: Uint8Array): number => bytes.reduceRight((value, byte) => value * 256 + byte, 0);

/** Text of one byte per character, U+0000…U+007F: marking codes, numbers of ФН. Throws on any other character: a bug. */
export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => {
    const code = character.charCodeAt(0);
    if (code > 0x7f) throw new RangeError(`not ASCII: ${JSON.stringify(character)}`);
    return code;
  });
}

export const fromAscii = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** `bytes` with zeros behind, `size` long at least. */
export const padded = (bytes: Uint8Array, size: number): Uint8Array =>
  bytes.length < size ? concat(bytes, new Uint8Array(size - bytes.length)) : bytes;

export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
    .join(' ')
    .toUpperCase();

/**
 * Reads fields one after another. What a device sends may be short: reading past the end gives zeros and sets `overrun`, so that a
 * decoder is a plain list of fields and its caller asks once, at the end, whether there were enough bytes.
 */
export class ByteReader {
  #at = 0;
  readonly #bytes: Uint8Array;
  overrun = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Bytes not yet read. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  bytes(size: number): Uint8Array {
    if (size > this.left) this.overrun = true;
    const taken = this.#bytes.slice(this.#at, this.#at + size);
    this.#at += taken.length;
    return padded(taken, size);
  }

  uint(size = 1): number {
    return fromLe(this.bytes(size));
  }

  ascii(size: number): string {
    return fromAscii(this.bytes(size));
  }

  rest(): Uint8Array {
    return this.bytes(this.left);
  }

  /** A field that some firmware leaves out: undefined when no bytes are left for it. */
  optional(size = 1): number | undefined {
    return this.left >= size ? this.uint(size) : undefined;
  }
}
