/**
 * Wrong till keys, counted per address: whoever tries them out is slowed down, and leaves one line in the log. While an address waits, no key of its is looked
 * at, or a guesser would find the right one as fast as ever. But all tills of a shop may share the address of a proxy, and one tablet with an old key must not
 * shut the others out: an address that has once shown the right key is heard on.
 */
import { ownMachine } from './address.ts';

/** A person mistypes a key, and the page then asks for several things at once. */
const FREE_TRIES = 5;
/** The first wait, s; each further wrong key doubles it. */
const FIRST_WAIT_S = 1;
const LONGEST_WAIT_S = 300;
/** A burst is over after so long without a wrong key, ms. */
const FORGOTTEN_MS = 15 * 60_000;
/** Addresses that are remembered at a time; an attacker with more of them pushes out its own. */
const MOST_ADDRESSES = 1_000;

interface Tries {
  readonly count: number;
  readonly at: number;
  readonly waitUntil: number;
}

export interface WrongKeysMeans {
  readonly now: () => number;
  readonly log: (line: string) => void;
}

export class WrongKeys {
  readonly #means: WrongKeysMeans;
  /** The latest last. */
  readonly #tries = new Map<string, Tries>();
  /** Addresses that have shown the right key. */
  readonly #known = new Set<string>();

  constructor(means: WrongKeysMeans) {
    this.#means = means;
  }

  /** Whether a key of this address is not to be looked at now. */
  isWaiting(address: string): boolean {
    if (this.#known.has(address)) return false;
    const tries = this.#tries.get(address);
    return tries !== undefined && this.#means.now() < tries.waitUntil;
  }

  /** This address has shown the right key. */
  right(address: string): void {
    if (this.#known.size < MOST_ADDRESSES) this.#known.add(address);
  }

  /** Counts one wrong key of this address. Returns how long to wait before the next, s; undefined: nothing has come of it yet. */
  count(address: string): number | undefined {
    const now = this.#means.now();
    const old = this.#tries.get(address);
    const before = old && now - old.at < FORGOTTEN_MS ? old : undefined;
    this.#tries.delete(address);
    // What comes before the wait is over was not looked at, and does not lengthen it: an old tablet asks every minute, all day.
    const count = before && now < before.waitUntil ? before.count : (before?.count ?? 0) + 1;
    const waitUntil = count === before?.count ? before.waitUntil : now + waitMs(count);
    this.#tries.set(address, { count, at: now, waitUntil });
    for (const eldest of this.#tries.keys()) {
      if (this.#tries.size <= MOST_ADDRESSES) break;
      this.#tries.delete(eldest);
    }
    if (count === FREE_TRIES && before?.count !== count) {
      this.#means.log(
        `С адреса ${address === ownMachine ? 'этого компьютера (или прокси на нём)' : address} пришло ${FREE_TRIES} неверных паролей: дальше отвечаем медленнее. Если это касса магазина, введите в её настройках пароль сервера кассы (POLTORA_TILL_KEY).`,
      );
    }
    return waitUntil > now ? Math.ceil((waitUntil - now) / 1_000) : undefined;
  }
}

const waitMs = (count: number): number =>
  count < FREE_TRIES ? 0 : Math.min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** Math.min(count - FREE_TRIES, 20)) * 1_000;
