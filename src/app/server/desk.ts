/** «Сервер кассы»: what the owner of a shop tells its gateway, instead of environment variables. Secrets go there and never come back. */
import * as v from 'valibot';
import { own } from '../../domain/base/own.ts';
import { keysOf, record, text } from '../../domain/base/fields.ts';
import type { FailureKind } from '../../domain/code-check/answer.ts';
import type { GatewayAnswer, GatewayCall } from '../ports/gateway.ts';
import { readTablets, type Tablets } from './tablets.ts';
import { readFound, type FoundModules } from './ts-piot.ts';

/** `key`: of ЦРПТ. `tspiot`: modules with their certificates (ts-piot.ts). `tillKey`: the gateway's own password. `https`: `on` lets tablets in. `connect`: addresses that the page itself may call. `setup`: hosts of set-up files. */
const fields = { key: 0, lm: 0, tspiot: 0, kkt: 0, tillKey: 0, https: 0, connect: 0, setup: 0 };
export type ServerField = keyof typeof fields;
export const serverFields = keysOf<ServerField>(fields);

/** What is wrong with a field, by the gateway's word; one that this build does not know is `wrong`. */
export const fieldFaults = [
  'address',
  'signs',
  'short',
  'key-of-crpt',
  'password',
  'needed',
  'fixed',
  'wrong',
] as const;
export type FieldFault = (typeof fieldFaults)[number];
export type FieldFaults = Readonly<Partial<Record<ServerField, FieldFault>>>;

export interface ServerFieldView {
  /** `variable`: it was given at the start of the program and cannot be changed here. */
  readonly by: 'variable' | 'page' | 'nobody';
  /** Of the key its end, of an address all of it. */
  readonly shown: string;
  readonly login?: string | undefined;
}

export interface ServerSettings {
  readonly fields: Readonly<Record<ServerField, ServerFieldView>>;
  /** False: it forgets with its end. */
  readonly isKept: boolean;
  /** What it had could not be read and must be typed again. */
  readonly isDamaged: boolean;
}

/** Why the gateway does not show its settings. */
export type ServerRefusal =
  | 'gone'
  /** This page is not on the gateway's own machine. */
  | 'away'
  /** It asks for its password, and this till has none or a wrong one. */
  | 'password'
  /** They are given by its starter alone: a demo, an older gateway. */
  | 'fixed';

export type ServerLook =
  | { readonly kind: 'shown'; readonly server: ServerSettings }
  | { readonly kind: 'refused'; readonly why: ServerRefusal };

/** Only what stands in it is changed; an empty text takes a field back. A password of ЛМ that is absent stays. */
export interface ServerChange {
  readonly key?: string;
  readonly lm?: { readonly address: string; readonly login: string; readonly password?: string };
  readonly tspiot?: string;
  readonly kkt?: string;
  readonly tillKey?: string;
  readonly https?: 'on' | 'off';
  readonly connect?: string;
  readonly setup?: string;
}

export type ServerSaved =
  | ServerLook
  | { readonly kind: 'wrong'; readonly fields: FieldFaults }
  /** Its medium takes nothing. */
  | { readonly kind: 'not-kept' };

/** What ЦРПТ says to the key; else why it could not be asked. */
export type KeyWord = 'accepted' | FailureKind;

/** `address`: what was typed is none. */
export type FindFailure = ServerRefusal | 'address';
export type FindAnswer = { readonly kind: 'found'; readonly found: FoundModules } | { readonly kind: FindFailure };

export interface ServerDesk {
  look(): Promise<ServerLook>;
  save(change: ServerChange): Promise<ServerSaved>;
  /** Asks ЦРПТ with the key that the gateway has now. */
  tryKey(): Promise<KeyWord>;
  /** Looks for modules of ТС ПИоТ; `address`: where else than on the gateway's machine. */
  findTsPiot(address?: string): Promise<FindAnswer>;
  /** Where a tablet finds the till, tried just now. */
  tablets(): Promise<{ readonly kind: 'found'; readonly tablets: Tablets } | { readonly kind: ServerRefusal }>;
}

export interface ServerDeskDeps {
  readonly call: GatewayCall;
  readonly tillKey: () => Promise<string | undefined>;
  /** The gateway has a new password: this till must know it, or it is shut out with everybody else. */
  readonly keepTillKey: (tillKey: string) => Promise<void>;
  /** Host that serves `cdn/info`. */
  readonly cdn: () => string;
  /** The gateway goes by other settings now. */
  readonly changed: (change: ServerChange) => Promise<void>;
}

/** It answers at once or is not there, ms. */
const limitMs = 5_000;
/** `cdn/info` has 10 s at the gateway (gateway/upstream.ts), and its word must be the first, ms. */
const keyLimitMs = 12_000;

/** The gateway gives each place three seconds for its certificate and as long for each word of it, ms. */
const findLimitMs = 20_000;

export function serverDesk({ call, tillKey, keepTillKey, cdn, changed }: ServerDeskDeps): ServerDesk {
  const path = '/relay/server';
  return {
    async look() {
      return lookOf(await call({ method: 'GET', path, tillKey: await tillKey(), limitMs }));
    },
    async save(change) {
      const answer = await call({ method: 'PUT', path, body: change, tillKey: await tillKey(), limitMs });
      if (answer?.relay === 'wrong-field') return { kind: 'wrong', fields: faultsOf(answer.body) };
      if (answer?.relay === 'not-kept') return { kind: 'not-kept' };
      const look = lookOf(answer);
      if (look.kind === 'refused') return look;
      if (change.tillKey) await keepTillKey(change.tillKey);
      await changed(change);
      return look;
    },
    async findTsPiot(address) {
      const query = address === undefined ? '' : `?address=${encodeURIComponent(address)}`;
      const url = `${path}/ts-piot${query}`;
      const answer = await call({ method: 'GET', path: url, tillKey: await tillKey(), limitMs: findLimitMs });
      if (answer?.status === 400) return { kind: 'address' };
      const look = lookOf(answer);
      const found = answer?.status === 200 ? readFound(jsonOf(answer.body)) : undefined;
      if (found) return { kind: 'found', found };
      return { kind: look.kind === 'refused' ? look.why : 'fixed' };
    },
    async tablets() {
      const answer = await call({ method: 'GET', path: `${path}/tablets`, tillKey: await tillKey(), limitMs });
      const tablets = answer?.status === 200 ? readTablets(jsonOf(answer.body)) : undefined;
      if (tablets) return { kind: 'found', tablets };
      const look = lookOf(answer);
      return { kind: look.kind === 'refused' ? look.why : 'fixed' };
    },
    async tryKey() {
      const url = `/relay/cdn/${cdn()}/api/v4/true-api/cdn/info`;
      return keyWordOf(await call({ method: 'GET', path: url, tillKey: await tillKey(), limitMs: keyLimitMs }));
    },
  };
}

const jsonOf = (body: string): unknown => {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
};

const fieldView = v.object({
  by: v.picklist(['variable', 'page', 'nobody']),
  shown: text,
  login: v.optional(text),
});
/** A field that an older gateway does not have is nobody's. */
const fieldOr = v.fallback(fieldView, { by: 'nobody', shown: '' });
const settings = v.object({
  fields: v.object({
    key: fieldOr,
    lm: fieldOr,
    tspiot: fieldOr,
    kkt: fieldOr,
    tillKey: fieldOr,
    https: fieldOr,
    connect: fieldOr,
    setup: fieldOr,
  }),
  isKept: v.fallback(v.boolean(), true),
  isDamaged: v.fallback(v.boolean(), false),
});

function lookOf(answer: GatewayAnswer | undefined): ServerLook {
  const refused = (why: ServerRefusal): ServerLook => ({ kind: 'refused', why });
  if (!answer) return refused('gone');
  if (answer.status === 401 || answer.status === 429) return refused('password');
  if (answer.relay === 'not-here') return refused('away');
  const read = v.safeParse(settings, answer.status === 200 ? jsonOf(answer.body) : undefined);
  return read.success ? { kind: 'shown', server: read.output } : refused('fixed');
}

function faultsOf(body: string): FieldFaults {
  const read = v.safeParse(v.object({ fields: record }), jsonOf(body));
  const said = read.success ? read.output.fields : {};
  return Object.fromEntries(
    serverFields.flatMap((field) => {
      const fault = said[field];
      if (fault === undefined) return [];
      return [[field, fieldFaults.find((known) => known === fault) ?? 'wrong']];
    }),
  );
}

/** The gateway's own words (gateway/errors.ts). */
const onTheWay: Readonly<Record<string, FailureKind>> = {
  'no-key': 'key-missing',
  refused: 'unreachable',
  timeout: 'timeout',
  untrusted: 'certificate',
  redirected: 'web-page',
  broken: 'malformed',
};

function keyWordOf(answer: GatewayAnswer | undefined): KeyWord {
  if (!answer) return 'gateway-gone';
  if (answer.relay !== undefined) return own(onTheWay, answer.relay) ?? 'relay-refused';
  if (answer.status === 401) return 'key-refused';
  if (answer.status !== 200) return answer.status >= 500 ? 'server-error' : 'rejected';
  return v.is(record, jsonOf(answer.body)) ? 'accepted' : 'web-page';
}
