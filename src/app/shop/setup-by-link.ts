/**
 * Set-up by link: a file that somebody else wrote is fetched, read, trusted or not, and offered with all that it would set. Nothing is set before a person has
 * accepted it, and then all of it or nothing.
 */
import * as v from 'valibot';
import { fail, ok, type Result } from '../../domain/base/result.ts';
import type { FieldChange } from '../../domain/journal/event.ts';
import { isBefore, readSetup, shopBy, trustOf, type SetupFault, type SetupFile } from '../../domain/shop/setup-file.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import type { Clock } from '../ports/clock.ts';
import type { GatewayAnswer, GatewayCall } from '../ports/gateway.ts';
import type { FetchFault, SetupSource } from '../ports/setup-source.ts';
import type { SettingsAnswer } from './settings-answer.ts';
import { fileOf, type KeptSetup } from './setup-kept.ts';
import { watchSetup } from './setup-watch.ts';
import { changesOf } from './settings.ts';

export type LinkFault =
  | FetchFault
  | SetupFault
  | { readonly kind: 'not-allowed' | 'redirect' | 'unreachable' | 'timeout' | 'till-key' }
  /** `no-crypto`: the file is signed, and this page may not look at signatures. */
  | { readonly kind: 'unsigned' | 'other-key' | 'wrong-signature' | 'no-crypto' | 'older' };

/** A file that may be accepted. */
export interface SetupOffer {
  readonly url: string;
  readonly text: string;
  readonly file: SetupFile;
  readonly isSigned: boolean;
  /** What it would set. */
  readonly changes: readonly FieldChange[];
}

/** All that is wrong, or a file to accept. `url`: where it lies. `text`: the file that was refused; absent where none was had. */
export type SetupLook = Result<
  SetupOffer,
  { readonly url: string; readonly text?: string | undefined; readonly faults: readonly LinkFault[] }
>;

export interface SetupLinkDeps {
  readonly source: SetupSource;
  readonly call: GatewayCall;
  readonly tillKey: () => Promise<string | undefined>;
  readonly clock: Clock;
  readonly kept: () => Promise<KeptSetup>;
  readonly keep: (kept: KeptSetup) => Promise<void>;
  /** The shop as it is, or as it is proposed to a new till. */
  readonly shop: () => Shop;
  /** Sets it: in the open till it is saved; of a new till it is what its owner is not asked any more. */
  readonly set: (shop: Shop, file: SetupFile, pin: string | undefined) => Promise<SettingsAnswer>;
  /** Told what the last look at the file that the till goes by found wrong; nothing: it was well. */
  readonly tell?: ((faults: readonly LinkFault[]) => void) | undefined;
}

/** The gateway's limit is shorter; this is for a gateway that hangs, ms. */
const gatewayLimitMs = 20_000;
/** A file is looked for again after so long, ms. */
export const lookEveryMs = 24 * 3_600_000;

export class SetupLinkDesk {
  readonly #deps: SetupLinkDeps;
  /** A start of the till looks whatever was looked at before; what could not be fetched is looked for again. */
  #isDue = true;
  /** What is kept is read and written by one at a time. */
  #changing: Promise<unknown> = Promise.resolve();

  constructor(deps: SetupLinkDeps) {
    this.#deps = deps;
  }

  /** Takes the link out of the address bar, once it is kept. Whether a link waits for its answer. */
  async hasLink(): Promise<boolean> {
    const { source } = this.#deps;
    const link = source.link();
    if (link !== undefined) {
      await this.#change({ pending: link });
      source.taken();
    }
    return (await this.#deps.kept()).pending !== undefined;
  }

  /** Offers what comes: `show` opens it, or says false where it would disturb now. Until the returned function is called. */
  watch(show: () => boolean): () => void {
    return watchSetup(this, this.#deps.clock, show);
  }

  /** Calls `act` whenever a link is opened in the running page. */
  onLink(act: () => void): void {
    this.#deps.source.onLink(act);
  }

  kept(): Promise<KeptSetup> {
    return this.#deps.kept();
  }

  /** Fetches the file of the link that waits, else the one that the till goes by. Undefined: there is neither. */
  async look(): Promise<SetupLook | undefined> {
    const kept = await this.#deps.kept();
    const url = kept.pending ?? kept.url;
    if (url === undefined) return undefined;
    const text = await this.#fetch(url);
    const isOwn = kept.pending === undefined;
    // What could not be fetched was not looked at.
    if (text.ok && isOwn) {
      this.#isDue = false;
      await this.#change({ lookedAt: this.#deps.clock.now() });
    }
    const read = text.ok ? await this.#read(text.value, kept) : text;
    if (isOwn) this.#deps.tell?.(read.ok ? [] : read.failure);
    return read.ok
      ? ok({ ...read.value, url })
      : fail({ url, text: text.ok ? text.value : undefined, faults: read.failure });
  }

  /**
   * The same by itself, at the start and once a day: what a person is to be shown. That is a file that is new and that nobody has put off: one to accept, or one
   * that must be refused. A file that cannot be fetched is no news for who sells: the settings say so.
   */
  async lookIfDue(): Promise<SetupLook | undefined> {
    const { lookedAt, text, url, pending, putOff } = await this.#deps.kept();
    if (url === undefined || pending !== undefined) return undefined;
    const now = this.#deps.clock.now();
    // A clock that was set back must not put it off for years.
    if (!this.#isDue && lookedAt !== undefined && now < lookedAt + lookEveryMs && now >= lookedAt) return undefined;
    const look = await this.look();
    const found = look?.ok ? look.value.text : look?.failure.text;
    // A page of a network's owner (captive portal) stands before every file.
    const isPage = look?.ok === false && look.failure.faults.some(({ kind }) => kind === 'web-page');
    return found === undefined || isPage || found === text || found === putOff ? undefined : look;
  }

  async accept({ url, text, file, isSigned }: SetupOffer, pin?: string): Promise<SettingsAnswer> {
    const { shop, set } = this.#deps;
    const answer = await set(shopBy(file, shop()), file, pin);
    if (answer.kind !== 'saved') return answer;
    const { key } = await this.#deps.kept();
    this.#deps.tell?.([]);
    await this.#change({
      url,
      text,
      lookedAt: this.#deps.clock.now(),
      key: key ?? (isSigned ? file.signature?.key : undefined),
      pending: undefined,
      putOff: undefined,
    });
    return answer;
  }

  /** «Не сейчас»: the link is forgotten, and a file of the known place is not offered by itself until it changes. */
  async putOff(text: string | undefined): Promise<void> {
    await this.#change({ pending: undefined, ...(text !== undefined && { putOff: text }) });
  }

  async #change(change: Partial<KeptSetup>): Promise<void> {
    const { kept, keep } = this.#deps;
    const work = async (): Promise<void> => keep({ ...(await kept()), ...change });
    await (this.#changing = this.#changing.then(work, work));
  }

  async #fetch(url: string): Promise<Result<string, readonly LinkFault[]>> {
    const { source, call, tillKey } = this.#deps;
    const own = await source.fetch(url);
    if (own.ok) return own;
    if (own.failure.kind !== 'no-answer') return fail([own.failure]);
    const answer = await call({
      method: 'GET',
      path: `/relay/setup?url=${encodeURIComponent(url)}`,
      tillKey: await tillKey(),
      limitMs: gatewayLimitMs,
    });
    if (answer?.status === 200) return ok(answer.body);
    return fail([refusalOf(answer)]);
  }

  async #read(text: string, kept: KeptSetup): Promise<Result<Omit<SetupOffer, 'url'>, readonly LinkFault[]>> {
    const read = readSetup(text);
    if (!read.ok) return read;
    const { file, signed } = read.value;
    const { signature } = file;
    const isGenuine = signature && (await this.#deps.source.verify(signed, signature.key, signature.value));
    if (signature && isGenuine === undefined) return fail([{ kind: 'no-crypto' }]);
    const trust = trustOf(file, isGenuine, kept.key);
    if (trust === 'refused: unsigned') return fail([{ kind: 'unsigned' }]);
    if (trust === 'refused: other key') return fail([{ kind: 'other-key' }]);
    if (trust === 'refused: wrong signature') return fail([{ kind: 'wrong-signature' }]);
    if (isBefore(file, fileOf(kept))) return fail([{ kind: 'older' }]);
    const before = this.#deps.shop();
    return ok({ text, file, isSigned: trust === 'signed', changes: changesOf(before, shopBy(file, before)) });
  }
}

/** Who sent the settings and whom to call, the newest ЛМ ЧЗ that they know of, what they locked, when the file was last read, and what was wrong with it since. */
export const factsOf = (kept: KeptSetup, faults: readonly LinkFault[]) => {
  const file = fileOf(kept);
  return (
    file && {
      by: file.from.name,
      url: kept.url,
      contacts: file.from.contacts ?? [],
      newestLm: file.newestLocalModule,
      locked: file.locked ?? [],
      readAt: kept.lookedAt,
      faults,
    }
  );
};
export type SetupFacts = NonNullable<ReturnType<typeof factsOf>>;

const refusal = v.object({ kind: v.picklist(['redirect', 'too-big', 'timeout', 'web-page', 'not-json']) });

/** What the gateway said instead of a file (gateway/setup-relay.ts). */
export function refusalOf(answer: Pick<GatewayAnswer, 'status' | 'body'> | undefined): LinkFault {
  if (!answer) return { kind: 'no-answer' };
  if (answer.status === 401 || answer.status === 429) return { kind: 'till-key' };
  if (answer.status === 403) return { kind: 'not-allowed' };
  if (answer.status === 400) return { kind: 'bad-link' };
  try {
    const read = v.safeParse(refusal, JSON.parse(answer.body));
    if (answer.status === 502 && read.success) return read.output;
  } catch {
    // Told below: whoever answered is no gateway of this kind.
  }
  return { kind: 'unreachable' };
}
