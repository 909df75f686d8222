/** A PIN as it is kept: a salted slow hash (PBKDF2 of WebCrypto), because ten thousand PINs are soon tried. */

/** Of an older build, or of a newer one with more iterations, too: `iterations` stands with the hash so that it can grow. */
export interface Hashed {
  readonly v: 1;
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly iterations: number;
  readonly hash: Uint8Array<ArrayBuffer>;
}

/** Measured in Chromium 156 on a server core: 95 ms; four times slower, as a cheap till is, 0.4 s. OWASP's figure for PBKDF2-SHA-256, too. */
export const iterations = 600_000;
/** More would only be somebody else's record that holds the till up. */
const mostIterations = 20_000_000;

async function derive(
  crypto: Crypto,
  text: string,
  salt: Uint8Array<ArrayBuffer>,
  rounds: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(text), 'PBKDF2', false, ['deriveBits']);
  return new Uint8Array(
    await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds }, key, 256),
  );
}

export async function hashPin(crypto: Crypto, text: string): Promise<Hashed> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return { v: 1, salt, iterations, hash: await derive(crypto, text, salt, iterations) };
}

/** Takes the same time wherever the first difference is. */
export async function isHashOf(
  crypto: Crypto,
  text: string,
  { salt, iterations: rounds, hash }: Hashed,
): Promise<boolean> {
  const other = await derive(crypto, text, salt, rounds);
  let difference = hash.length ^ other.length;
  for (let at = 0; at < other.length; at += 1) difference |= (other[at] ?? 0) ^ (hash[at] ?? 0);
  return difference === 0;
}

const isBytes = (value: unknown): value is Uint8Array<ArrayBuffer> => value instanceof Uint8Array && value.length > 0;

/** The record as it was stored; undefined: none that this build understands, and then nothing matches it. */
export function readHashed(stored: unknown): Hashed | undefined {
  if (typeof stored !== 'object' || stored === null) return undefined;
  const { v, salt, iterations: rounds, hash } = stored as Readonly<Record<keyof Hashed, unknown>>;
  const isCount = typeof rounds === 'number' && Number.isInteger(rounds) && rounds > 0 && rounds <= mostIterations;
  return v === 1 && isBytes(salt) && isBytes(hash) && isCount ? { v, salt, iterations: rounds, hash } : undefined;
}
