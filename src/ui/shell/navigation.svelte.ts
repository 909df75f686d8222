import { createContext } from 'svelte';

/** The screens of an open till. */
export type Place =
  | 'sale'
  | 'shift'
  | 'journal'
  | 'settings'
  | 'scanner'
  | 'rules'
  | 'checks'
  | 'packages'
  | 'goods'
  | 'guide'
  | 'local-module'
  | 'system'
  | 'setup-link'
  | 'speed';

export interface NavigationHooks {
  /** Fetches the code of a screen; undefined: it is there. */
  fetch(place: Place): Promise<unknown> | undefined;
  /** Keeps the keys pressed meanwhile for that screen. */
  hold(fetching: Promise<boolean>): void;
  /** Called at each change of the screen. */
  onGo(): void;
}

/** Which screen of the till is open. */
export class Navigation {
  #place = $state<Place>('sale');
  #heading: Place = 'sale';
  #part: string | undefined;
  /** The screens that led to this one, itself at the end; none stands there twice. */
  readonly #trail: Place[] = ['sale'];
  /** Counts the wishes: a screen that comes late must not push away what was opened since. */
  #wishes = 0;
  readonly #hooks: NavigationHooks;

  constructor(hooks: NavigationHooks) {
    this.#hooks = hooks;
  }

  get place(): Place {
    return this.#place;
  }

  /** The part of the screen that was asked for, by its id. */
  get part(): string | undefined {
    return this.#part;
  }

  /** Where the person wants to be: a screen that is still on its way, or the one that is open. */
  get heading(): Place {
    return this.#heading;
  }

  /** The screen that led to this one. */
  get before(): Place {
    return this.#trail.at(-2) ?? 'sale';
  }

  /** Opens a screen. The old one stays until the code of the new one is there; a screen that cannot be fetched says so in its place. */
  readonly go = (place: Place, part?: string): void => {
    this.#heading = place;
    this.#part = part;
    const wish = ++this.#wishes;
    const open = (): void => {
      if (wish !== this.#wishes) return;
      this.#place = place;
      const at = this.#trail.indexOf(place);
      this.#trail.splice(at < 0 ? this.#trail.length : at, Infinity, place);
      this.#hooks.onGo();
    };
    const fetching = this.#hooks.fetch(place);
    if (!fetching) return open();
    this.#hooks.hold(fetching.then(open, open).then(() => true));
  };
}

export const [navigation, setNavigation] = createContext<Navigation>();
