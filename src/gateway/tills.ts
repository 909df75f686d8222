/**
 * What the gateway remembers of the shop's tills: a witness of each journal outside the browser that keeps it, and its settings to restore
 * from. It is no copy of the sales. A till that was rolled back (a restored disk, a copied profile) must not overwrite what proves it.
 */
import { createHash } from 'node:crypto';
import { fail, ok, refusal } from './errors.ts';
import type { GatewayError, Result } from './errors.ts';
import { SealedFolder } from './sealed-folder.ts';

/** How far a journal has come. What else stands in it is the till's own business. */
export interface Witness {
  /** Which journal: another one after storage was cleared. */
  readonly journal: string;
  /** How many events it holds, and the number of its last receipt: neither ever falls. */
  readonly events: number;
  readonly number: number;
  readonly [more: string]: unknown;
}

/** A record of the store, as it is on the medium and in answers. */
export interface TillRecord {
  readonly till: string;
  readonly name: string;
  /** Epoch ms of the last time the till told of itself. */
  readonly seenAt: number;
  readonly witness: Witness;
  /** The till's settings, sealed or not as it likes; null: none were sent. */
  readonly settings: Readonly<Record<string, unknown>> | null;
  /** What a person has let be replaced by an older or another journal, the latest first. */
  readonly previous: readonly Replaced[];
}
type Replaced = Pick<TillRecord, 'name' | 'seenAt' | 'witness' | 'settings'>;

/** What a till sends. */
interface Told {
  readonly name: string;
  readonly witness: Witness;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** One till's request to be remembered, ms and bytes as everywhere. */
export const tillLimits = {
  /** Of a request. Witness and settings are some hundred bytes. */
  bytes: 64 * 1024,
  /** A shop has up to five; the rest are browsers whose storage was cleared, and set-ups that were given up. */
  tills: 200,
  previous: 5,
  nameLength: 64,
} as const;

export interface TillsMeans {
  /** Undefined: in memory only. */
  readonly folder: string | undefined;
  readonly now: () => number;
  readonly log: (line: string) => void;
}

export type Conflict = { readonly stored: TillRecord; readonly error: GatewayError };

const idPattern = /^[\w-]{1,64}$/;
export const isTillId = (text: unknown): text is string => typeof text === 'string' && idPattern.test(text);

export class Tills {
  readonly #means: TillsMeans;
  readonly #folder: SealedFolder | undefined;
  /** The least recently seen first. */
  readonly #records = new Map<string, TillRecord>();
  /** One change after the other: two tills at once must not push out the same third. */
  #last: Promise<unknown> = Promise.resolve();
  /** The folder is there and cannot be read: nothing is written over what nobody has seen. */
  #isShut = false;
  /** Told already that nothing can be written; tills try again and again. */
  #isFull = false;

  constructor(means: TillsMeans) {
    this.#means = means;
    this.#folder = means.folder === undefined ? undefined : new SealedFolder(means.folder, '.till');
  }

  /** Reads what was kept. Whatever is wrong with it is told in one line, and the gateway starts. */
  async load(): Promise<void> {
    if (!this.#folder) return;
    const { folder, log } = this.#means;
    try {
      const { files, putAside } = await this.#folder.open();
      const aside = [...putAside];
      const found: TillRecord[] = [];
      for (const [name, content] of files) {
        const record = readRecord(content);
        if (record && fileOf(record.till) === name) found.push(record);
        else aside.push(await this.#folder.putAside(name));
      }
      for (const record of found.sort((a, b) => a.seenAt - b.seenAt)) this.#records.set(record.till, record);
      if (aside.length > 0)
        log(
          `Не всё, что сервер помнил о кассах в ${folder} (POLTORA_DATA), удалось прочитать; отложено: ${aside.join(', ')}.`,
        );
    } catch (error) {
      this.#isShut = true;
      log(`Что сервер помнил о кассах в ${folder} (POLTORA_DATA), прочитать не удалось: ${reasonOf(error)}.`);
    }
  }

  /** The most recently seen first. */
  list(): readonly TillRecord[] {
    return [...this.#records.values()].reverse();
  }

  get(till: string): TillRecord | undefined {
    return this.#records.get(till);
  }

  /** Resolves when it is on the medium. `accept`: a person has seen that it says less than what is kept. */
  put(till: string, told: Told, accept: boolean): Promise<Result<void, GatewayError | Conflict>> {
    const done = this.#last.then(() => this.#put(till, told, accept));
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #put(till: string, told: Told, accept: boolean): Promise<Result<void, GatewayError | Conflict>> {
    const stored = this.#records.get(till);
    const isBehind = stored !== undefined && saysLess(told.witness, stored.witness);
    if (isBehind && !accept) {
      return fail({
        stored,
        error: {
          code: 'witness-newer',
          message:
            'The gateway knows more of this till than the till itself: its journal was rolled back or is another one.',
        },
      });
    }
    const { now, log, folder } = this.#means;
    const record: TillRecord = {
      till,
      name: told.name,
      seenAt: now(),
      witness: told.witness,
      settings: told.settings ?? stored?.settings ?? null,
      previous: isBehind
        ? [replaced(stored), ...stored.previous].slice(0, tillLimits.previous)
        : (stored?.previous ?? []),
    };
    try {
      if (this.#isShut)
        return refusal(
          'not-kept',
          'The gateway could not read its folder at its start (POLTORA_DATA), and writes nothing over what is there.',
        );
      await this.#folder?.write(fileOf(till), Buffer.from(JSON.stringify(record)));
    } catch (error) {
      if (!this.#isFull)
        log(`Сведения кассы не удалось записать в ${folder ?? ''} (POLTORA_DATA): ${reasonOf(error)}.`);
      this.#isFull = true;
      return refusal(
        'not-kept',
        'The gateway could not write into its folder (POLTORA_DATA); its own output says why.',
      );
    }
    this.#isFull = false;
    this.#records.delete(till);
    this.#records.set(till, record);
    for (const eldest of this.#records.keys()) {
      if (this.#records.size <= tillLimits.tills) break;
      this.#records.delete(eldest);
      await this.#folder?.remove(fileOf(eldest)).catch(() => undefined);
    }
    return ok(undefined);
  }
}

/** A journal only grows. */
const saysLess = (told: Witness, stored: Witness): boolean =>
  told.journal !== stored.journal || told.events < stored.events || told.number < stored.number;

const replaced = ({ name, seenAt, witness, settings }: TillRecord): Replaced => ({ name, seenAt, witness, settings });

/** Not the id itself: file systems that know no letter case would make one file of two tills. */
const fileOf = (till: string): string => createHash('sha256').update(till).digest('hex').slice(0, 32);

const reasonOf = (error: unknown): string =>
  error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error);

// ── readers: the page's body and our own file are both foreign ──────────────────────────────────

/** The body of `PUT /relay/tills/<id>`, or what is wrong with it. */
export function readTold(body: Uint8Array | undefined): Result<Told, GatewayError> {
  const whole = parse(body);
  const bad = (what: string): { ok: false; failure: GatewayError } =>
    refusal(
      'bad-request',
      `What a till tells of itself is JSON of the form {"version":1,"name":…,"witness":{…},"settings":{…}}: ${what}.`,
    );
  if (!isObject(whole)) return bad('this is no object');
  // A newer till may tell more: what is understood here counts.
  if (!isCount(whole['version']) || whole['version'] < 1) return bad('it has no version');
  const { name, witness, settings } = whole;
  if (typeof name !== 'string' || name.length > tillLimits.nameLength)
    return bad(`its name is no text of at most ${tillLimits.nameLength} characters`);
  if (!isWitness(witness)) return bad('its witness has no journal, or no whole events and number');
  if (settings !== undefined && !isObject(settings)) return bad('its settings are no object');
  return ok({ name, witness, ...(settings !== undefined && { settings }) });
}

/** A till as it was kept; undefined: nothing that can be read. Of what was let be replaced no more than is ever kept. */
export function readRecord(content: Buffer): TillRecord | undefined {
  const whole = parse(content);
  if (!isReplaced(whole)) return undefined;
  const { till, previous } = whole as { till?: unknown; previous?: unknown };
  return isTillId(till) && Array.isArray(previous) && previous.every(isReplaced)
    ? { ...whole, till, previous: previous.slice(0, tillLimits.previous) }
    : undefined;
}

const isReplaced = (value: unknown): value is Replaced =>
  isObject(value) &&
  typeof value['name'] === 'string' &&
  isCount(value['seenAt']) &&
  isWitness(value['witness']) &&
  (value['settings'] === null || isObject(value['settings']));

const isWitness = (value: unknown): value is Witness =>
  isObject(value) &&
  typeof value['journal'] === 'string' &&
  value['journal'] !== '' &&
  value['journal'].length <= 64 &&
  isCount(value['events']) &&
  isCount(value['number']);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

function parse(bytes: Uint8Array | undefined): unknown {
  try {
    // A text that is no UTF-8 would come back with other characters than the till sent.
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes ?? new Uint8Array()));
  } catch {
    return undefined;
  }
}
