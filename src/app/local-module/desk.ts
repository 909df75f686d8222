/**
 * Finds the ЛМ ЧЗ that a till can reach, looks at each, tries it and has it initialised (local-module.md §1–3, §7). For a person who sets one up: nothing of what is
 * heard here reaches the checker or the journal, and a token that is typed is sent once and kept nowhere.
 */
import type { Result } from '../../domain/base/result.ts';
import type { EpochMs } from '../../domain/base/time.ts';
import type { LocalModuleAccess } from '../../domain/code-check/source.ts';
import type { LineFailure, LocalPermission, ModuleStatus, OfflineTrial } from '../../domain/local-module/state.ts';
import { symptomsOf, type Symptom } from '../../domain/local-module/symptoms.ts';
import { newerOf, newestAtBuild, type NewestVersion } from '../../domain/local-module/version.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import type { InitOrder, LocalModuleLine, ModuleDoor } from '../ports/local-module.ts';

/** The address of ЛМ on the machine of the page itself (local-module.md §1.4). */
export const hereUrl = 'http://127.0.0.1:5995';
/** Through the gateway: same origin. */
export const relayUrl = '/relay/lm';

/** A person reads what the browser asks, and thinks about it, ms. */
const askedLimitMs = 120_000;
/** More addresses than a shop has machines are not kept. */
const mostModules = 12;

export interface ModuleView {
  /** Its address: `/relay/lm` for the one behind the gateway. */
  readonly url: string;
  readonly login: string;
  /** The shop's own choice. */
  readonly isChosen: boolean;
  /** What is being done with it. */
  readonly doing?: 'looking' | 'asking' | 'initialising' | undefined;
  readonly permission?: LocalPermission | undefined;
  /** What was heard last; absent: nothing was asked yet. */
  readonly heard?: Result<ModuleStatus, LineFailure> | undefined;
  readonly trial?: Result<OfflineTrial, LineFailure> | undefined;
  /** The order to initialise was taken, and its state has not followed yet. */
  readonly isInitTaken?: true | undefined;
  /** The gravest first; empty where nothing was heard yet, too. */
  readonly symptoms: readonly Symptom[];
}

export interface LocalModuleView {
  readonly modules: readonly ModuleView[];
  readonly newest: NewestVersion;
}

export interface ModuleKeys {
  readonly login: string;
  readonly password: string;
}

export interface DeskDeps {
  readonly line: LocalModuleLine;
  /** State of the browser's permission that a direct address needs. */
  readonly permission: (url: string) => Promise<LocalPermission>;
  readonly isSecure: boolean;
  /** What is known of the shop now. */
  readonly shop: () => Pick<Shop, 'inn' | 'timeZone'>;
  /** Where the shop's own ЛМ is reached, and with which keys; absent: it has none. */
  readonly chosen: () => LocalModuleAccess | undefined;
  /** Whether the gateway has an ЛМ to relay to, as far as it has said. */
  readonly hasRelay: () => boolean;
  readonly fn: () => string | undefined;
  readonly tillKey: () => string | undefined;
  readonly now: () => EpochMs;
  /** A version newer than the build's, where the shop was told of one. */
  readonly newest: () => NewestVersion | undefined;
}

interface Known {
  readonly url: string;
  keys: ModuleKeys | undefined;
  doing?: ModuleView['doing'];
  permission?: LocalPermission | undefined;
  heard?: Result<ModuleStatus, LineFailure> | undefined;
  trial?: Result<OfflineTrial, LineFailure> | undefined;
  init?: Result<void, LineFailure> | undefined;
}

export class LocalModuleDesk {
  readonly #deps: DeskDeps;
  /** By address, in the order they were met. */
  readonly #known = new Map<string, Known>();
  readonly #listeners = new Set<() => void>();
  #view: LocalModuleView;

  constructor(deps: DeskDeps) {
    this.#deps = deps;
    this.#view = this.#show();
  }

  /** A new object for each change. */
  get view(): LocalModuleView {
    return this.#view;
  }

  /** Calls `listener` at each change, until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Looks where an ЛМ may be: the shop's own choice, the gateway, this very computer; and again at all that were typed. */
  async search(): Promise<void> {
    const { chosen, hasRelay } = this.#deps;
    const own = chosen();
    for (const url of [own?.url, hasRelay() ? relayUrl : undefined, hereUrl]) if (url !== undefined) this.#meet(url);
    await Promise.all([...this.#known.values()].map(({ url }) => this.look(url)));
  }

  /** Looks at one address, with these keys where they are given; it is kept in the list. */
  async look(url: string, keys?: ModuleKeys): Promise<void> {
    const module = this.#meet(url);
    if (keys) module.keys = keys;
    await this.#do(module, 'looking', () => this.#look(module));
  }

  /** From a click: the browser puts its question, and the person answers it. */
  async askPermission(url: string): Promise<void> {
    const module = this.#meet(url);
    await this.#do(module, 'asking', () => this.#look(module, askedLimitMs));
  }

  /** Sends the token. It may be sent again: to a module that lost its servers, or that is another company's. */
  async initialise(url: string, order: InitOrder): Promise<void> {
    const module = this.#meet(url);
    await this.#do(module, 'initialising', async () => {
      const api = module.heard?.ok ? module.heard.value.api : 'v2';
      module.init = await this.#deps.line.initialise(this.#door(module), api, order);
      await this.#look(module);
    });
  }

  /** Whether a password of the shop's own ЛМ is kept. */
  get hasPassword(): boolean {
    return (this.#deps.chosen()?.password ?? '') !== '';
  }

  /** Whether the page's own policy keeps it from an address. Nobody is asked at it. */
  async isClosed(url: string): Promise<boolean> {
    return !url.startsWith('/') && (await this.#deps.permission(url)) === 'closed';
  }

  /** The password that was typed for this address, to be kept with the choice of it. */
  typedPassword(url: string): string | undefined {
    return this.#known.get(url)?.keys?.password;
  }

  /** Takes an address out of the list. */
  forget(url: string): void {
    this.#known.delete(url);
    this.#tell();
  }

  /** The offline check of the shop's own ЛМ, as it is made with each opening of a shift: what is wrong with it, the gravest first. Undefined: the shop has none. */
  async tryChosen(): Promise<readonly Symptom[] | undefined> {
    const own = this.#deps.chosen();
    if (!own) return undefined;
    await this.look(own.url);
    return this.view.modules.find(({ url }) => url === own.url)?.symptoms;
  }

  async #look(module: Known, limitMs?: number): Promise<void> {
    const { line, permission } = this.#deps;
    const door = this.#door(module);
    const heard = await line.status(door, limitMs);
    const isReady = heard.ok && heard.value.state === 'ready' && !heard.value.isInService;
    module.trial = isReady ? await line.tryCheck(door, heard.value.api) : undefined;
    // After the request: only then the browser knows what it was asked, and the page what its policy kept it from.
    module.permission = module.url.startsWith('/') ? undefined : await permission(module.url);
    // What an order was answered is no word about a module that has gone on since.
    const state = heard.ok ? heard.value.state : undefined;
    const hasMoved = state === 'ready' || state === 'initialization';
    if (hasMoved || (module.init?.ok === true && state !== undefined && state !== 'not_configured'))
      module.init = undefined;
    module.heard = heard;
  }

  #door(module: Known): ModuleDoor {
    const { chosen, fn, tillKey, shop } = this.#deps;
    const own = chosen();
    const keys = module.keys ?? (own?.url === module.url ? own : undefined) ?? { login: '', password: '' };
    return {
      access: { url: module.url, login: keys.login, password: keys.password },
      fn: fn(),
      tillKey: tillKey(),
      timeZone: shop().timeZone,
    };
  }

  #meet(typed: string): Known {
    const url = typed.trim().replace(/\/+$/, '');
    const known = this.#known.get(url) ?? { url, keys: undefined };
    if (!this.#known.has(url)) {
      // The oldest that nobody chose makes room.
      const spare = [...this.#known.keys()].find((each) => each !== this.#deps.chosen()?.url);
      if (this.#known.size >= mostModules && spare !== undefined) this.#known.delete(spare);
      this.#known.set(url, known);
    }
    return known;
  }

  /** One thing at a time is done with a module; a second wish meanwhile is none. */
  async #do(module: Known, what: NonNullable<ModuleView['doing']>, act: () => Promise<void>): Promise<void> {
    if (module.doing) return;
    module.doing = what;
    this.#tell();
    try {
      await act();
    } finally {
      module.doing = undefined;
      this.#tell();
    }
  }

  #tell(): void {
    this.#view = this.#show();
    for (const listener of this.#listeners) listener();
  }

  #show(): LocalModuleView {
    const { chosen, newest } = this.#deps;
    const own = chosen()?.url;
    const known = newerOf(newestAtBuild, newest());
    return {
      newest: known,
      modules: [...this.#known.values()].map((module) => this.#viewOf(module, own, known)),
    };
  }

  #viewOf(module: Known, own: string | undefined, newest: NewestVersion): ModuleView {
    const { shop, now, isSecure } = this.#deps;
    const { url, doing, permission, heard, trial, init } = module;
    const { login, password } = this.#door(module).access;
    const symptoms = heard
      ? symptomsOf({
          way: url.startsWith('/') ? 'relay' : 'direct',
          permission,
          isSecure,
          isSigned: login !== '' || password !== '',
          status: heard,
          trial,
          init,
          now: now(),
          inn: shop().inn,
          newest,
        })
      : [];
    const isInitTaken = init?.ok === true && symptoms[0]?.id === 'not-initialised';
    return {
      url,
      login,
      isChosen: url === own,
      doing,
      permission,
      heard,
      trial,
      ...(isInitTaken && { isInitTaken }),
      symptoms,
    };
  }
}

/** Whether it checks codes. */
export const isWell = ({ heard, symptoms }: ModuleView): boolean =>
  heard?.ok === true && !symptoms.some(({ gravity }) => gravity === 'stop');
