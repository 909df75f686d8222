/** What every check carries of the shop, as it is now: it changes with the settings, with the gateway's word, and with the ФН. */
import type { CheckSetup } from '../../domain/code-check/source.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import type { Settings } from '../ports/settings.ts';
import { checkSetup } from './check-setup.ts';
import type { Relays } from './relays.ts';

interface SetupParts {
  readonly shop: Shop;
  readonly relays: Relays;
  /** Serial number of the ФН; that of the last time is as good as today's until the ККТ speaks. */
  readonly fn: string | undefined;
}

export class CurrentSetup {
  readonly #settings: Pick<Settings, 'secret'>;
  #parts: SetupParts;
  #setup: CheckSetup;

  private constructor(settings: Pick<Settings, 'secret'>, parts: SetupParts, setup: CheckSetup) {
    this.#settings = settings;
    this.#parts = parts;
    this.#setup = setup;
  }

  static async open(settings: Pick<Settings, 'secret'>, parts: SetupParts): Promise<CurrentSetup> {
    return new CurrentSetup(settings, parts, await made(settings, parts));
  }

  get(): CheckSetup {
    return this.#setup;
  }

  get relays(): Relays {
    return this.#parts.relays;
  }

  /** Changes a part of it; the secrets are read anew. */
  async change(change: Partial<Pick<SetupParts, 'shop' | 'relays'>>): Promise<void> {
    this.#parts = { ...this.#parts, ...change };
    this.#setup = await made(this.#settings, this.#parts);
  }

  /** The ККТ has told the number of its ФН. False: it is known already. */
  setFn(fn: string): boolean {
    if (this.#parts.fn === fn) return false;
    this.#parts = { ...this.#parts, fn };
    this.#setup = { ...this.#setup, fn };
    return true;
  }
}

const made = (settings: Pick<Settings, 'secret'>, { shop, relays, fn }: SetupParts): Promise<CheckSetup> =>
  checkSetup(shop, settings, relays, fn);
