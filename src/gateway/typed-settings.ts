/**
 * The gateway's settings in force: its environment, and under it what the owner has typed on the page. That is kept in a file of its own, sealed and readable
 * for the gateway's user alone; a change counts at once. Who may read and change it is decided before (guard.ts).
 */
import { isAbsolute, join } from 'node:path';
import { gatewayFromEnv } from './config.ts';
import type { ConfigProblem, Env, GatewayConfig } from './config.ts';
import { fail, ok } from './errors.ts';
import type { GatewayError, Result } from './errors.ts';
import { SealedFolder } from './sealed-folder.ts';
import { readChange, typedFields, variableOf, viewOf } from './typed-fields.ts';
import type { FieldFault, FieldFaults, FieldView, Typed, TypedField } from './typed-fields.ts';

/** The answer of `GET /relay/server`. */
export interface ServerInfo {
  readonly version: 1;
  readonly fields: Readonly<Record<TypedField, FieldView>>;
  /** False: in memory only, until the gateway ends. */
  readonly isKept: boolean;
  /** What was kept could not be read and was put aside: it must be typed again. */
  readonly isDamaged: boolean;
}

export interface TypedSettingsMeans {
  /** Of the built till. */
  readonly till: string;
  readonly log: (line: string) => void;
}

export type ChangeFailure = { readonly error: GatewayError; readonly fields?: FieldFaults };

/** A folder beside the records of the tills: each sealed folder makes a key of its own. */
const FOLDER = 'server';
const FILE = 'typed';

export class TypedSettings {
  readonly #env: Env;
  readonly #means: TypedSettingsMeans;
  readonly #folder: SealedFolder | undefined;
  #typed: Typed = {};
  #config: GatewayConfig;
  #isDamaged = false;
  /** The file is there and the system lets nobody read it: nothing is written over what nobody has seen. */
  #isShut = false;
  /** One change after the other. */
  #last: Promise<unknown> = Promise.resolve();
  readonly #listeners: Array<(config: GatewayConfig) => void> = [];

  private constructor(env: Env, config: GatewayConfig, means: TypedSettingsMeans) {
    this.#env = env;
    this.#config = config;
    this.#means = means;
    this.#folder = config.data === undefined ? undefined : new SealedFolder(join(config.data, FOLDER), '.settings');
  }

  /** Reads what was kept. Whatever is wrong with it is told in the log, and the gateway starts; what is wrong with the environment it does not. */
  static async open(env: Env, means: TypedSettingsMeans): Promise<Result<TypedSettings, readonly ConfigProblem[]>> {
    // Without the typed password an address of the network is refused: where to look for it must be known before.
    const data = env['POLTORA_DATA']?.trim();
    const folder = data && isAbsolute(data) ? new SealedFolder(join(data, FOLDER), '.settings') : undefined;
    const kept = await readKept(folder, env, means);
    const config = gatewayFromEnv(merged(env, kept.typed), means.till);
    if (!config.ok) return config;
    const settings = new TypedSettings(env, config.value, means);
    settings.#typed = kept.typed;
    settings.#isDamaged = kept.isDamaged;
    settings.#isShut = kept.isShut;
    return ok(settings);
  }

  get config(): GatewayConfig {
    return this.#config;
  }

  onChange(listener: (config: GatewayConfig) => void): void {
    this.#listeners.push(listener);
  }

  view(): ServerInfo {
    const fields = Object.fromEntries(
      typedFields.map((field) => {
        const fixed = valueOf(this.#env, field);
        return [field, viewOf(field, fixed ?? this.#typed[field], fixed === undefined ? 'page' : 'variable')];
      }),
    ) as Record<TypedField, FieldView>;
    return {
      version: 1,
      fields,
      isKept: this.#folder !== undefined && !this.#isShut,
      isDamaged: this.#isDamaged,
    };
  }

  /** Resolves when it is on the medium and in force; all of it or nothing. */
  change(body: unknown): Promise<Result<ServerInfo, ChangeFailure>> {
    const done = this.#last.then(() => this.#change(body));
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #change(body: unknown): Promise<Result<ServerInfo, ChangeFailure>> {
    const read = readChange(body, this.#typed);
    if (!read.ok) return read.failure ? wrongFields(read.failure) : fail({ error: noObject });
    const typed = read.value;
    const changed = typedFields.filter((field) => typed[field] !== this.#typed[field]);
    const fixed = changed.filter((field) => valueOf(this.#env, field) !== undefined);
    if (fixed.length > 0) return wrongFields(each(fixed, 'fixed'));
    const config = gatewayFromEnv(merged(this.#env, typed), this.#means.till);
    if (!config.ok) {
      const wrong = typedFields.filter((field) =>
        config.failure.some(({ variable }) => variable === variableOf[field]),
      );
      return wrongFields(
        Object.fromEntries(wrong.map((field) => [field, typed[field] === undefined ? 'needed' : 'wrong'])),
      );
    }
    if (changed.length > 0 || this.#isDamaged) {
      const failure = await this.#write(typed);
      if (failure) return fail({ error: failure });
    }
    this.#typed = typed;
    this.#isDamaged = false;
    this.#config = config.value;
    for (const listener of this.#listeners) listener(config.value);
    if (changed.length > 0)
      this.#means.log(`На странице кассы изменили: ${changed.map((field) => names[field]).join(', ')}.`);
    return ok(this.view());
  }

  async #write(typed: Typed): Promise<GatewayError | undefined> {
    if (!this.#folder) return undefined;
    if (this.#isShut) return notKept;
    try {
      await this.#folder.write(FILE, Buffer.from(JSON.stringify({ version: 1, typed })));
      return undefined;
    } catch (error) {
      this.#means.log(`Введённое на странице не удалось записать (POLTORA_DATA): ${reasonOf(error)}.`);
      return notKept;
    }
  }
}

interface Kept {
  readonly typed: Typed;
  readonly isDamaged: boolean;
  readonly isShut: boolean;
}

async function readKept(folder: SealedFolder | undefined, env: Env, { till, log }: TypedSettingsMeans): Promise<Kept> {
  const nothing: Kept = { typed: {}, isDamaged: false, isShut: false };
  if (!folder) return nothing;
  try {
    const { files, putAside } = await folder.open();
    const content = files.get(FILE);
    const read = content && readTyped(content);
    const aside = [...putAside, ...(content && !read ? [await folder.putAside(FILE)] : [])];
    // What this version would not take from the page it does not take from the file either: one bad field must not keep the gateway from starting.
    const problems = read ? gatewayFromEnv(merged(env, read), till) : ok(undefined);
    const wrong = problems.ok
      ? []
      : typedFields.filter(
          (field) =>
            read?.[field] !== undefined &&
            valueOf(env, field) === undefined &&
            problems.failure.some(({ variable }) => variable === variableOf[field]),
        );
    const typed = Object.fromEntries(
      Object.entries(read ?? {}).filter(([field]) => !wrong.includes(field as TypedField)),
    );
    if (aside.length > 0)
      log(`Настройки сервера, введённые на странице, не читаются и отложены: ${aside.join(', ')}. Введите их снова.`);
    if (wrong.length > 0)
      log(`Из введённого на странице не годится: ${wrong.map((field) => names[field]).join(', ')}. Введите это снова.`);
    return { typed, isDamaged: aside.length > 0 || wrong.length > 0, isShut: false };
  } catch (error) {
    log(`Настройки сервера, введённые на странице, не удалось прочитать (POLTORA_DATA): ${reasonOf(error)}.`);
    return { ...nothing, isShut: true };
  }
}

function readTyped(content: Buffer): Typed | undefined {
  try {
    const { typed } = JSON.parse(content.toString()) as { typed?: unknown };
    if (typeof typed !== 'object' || typed === null) return undefined;
    const known = typedFields.flatMap((field) => {
      const value = (typed as Readonly<Record<string, unknown>>)[field];
      return typeof value === 'string' && value !== '' ? [[field, value] as const] : [];
    });
    return Object.fromEntries(known);
  } catch {
    return undefined;
  }
}

/** A variable that is set wins. */
const valueOf = (env: Env, field: TypedField): string | undefined => env[variableOf[field]]?.trim() || undefined;

const merged = (env: Env, typed: Typed): Env => ({
  ...env,
  ...Object.fromEntries(typedFields.map((field) => [variableOf[field], valueOf(env, field) ?? typed[field]])),
});

const each = (fields: readonly TypedField[], fault: FieldFault): FieldFaults =>
  Object.fromEntries(fields.map((field) => [field, fault]));

const wrongFields = (fields: FieldFaults): { ok: false; failure: ChangeFailure } =>
  fail({
    error: { code: 'wrong-field', message: `These fields cannot stay so: ${Object.keys(fields).join(', ')}.` },
    fields,
  });

/** For the log. */
const names: Readonly<Record<TypedField, string>> = {
  key: 'ключ Честного ЗНАКа',
  lm: 'адрес ЛМ ЧЗ',
  tspiot: 'ТС ПИоТ',
  kkt: 'адрес ККТ',
  tillKey: 'пароль сервера кассы',
  https: 'https для планшетов',
  connect: 'адреса, открытые странице',
  setup: 'откуда берут настройки по ссылке',
};

const noObject: GatewayError = { code: 'bad-request', message: 'The settings come as an object of JSON.' };
const notKept: GatewayError = { code: 'not-kept', message: 'The folder of the gateway (POLTORA_DATA) takes nothing.' };

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
