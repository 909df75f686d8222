/** ЛМ ЧЗ as a source: offline facts from the shop's own module, and its register of sold items. Versions, instances and whose it is are its own affair (local-module.md §2, §3). */
import * as v from 'valibot';
import { orNothing } from '../../domain/base/fields.ts';
import type { CheckRequest } from '../../app/ports/checker.ts';
import { fail, ok, type Result } from '../../domain/base/result.ts';
import { epochMs, type EpochMs } from '../../domain/base/time.ts';
import { failureRead, type CheckFailure } from '../../domain/code-check/answer.ts';
import type { CheckSetup, LocalModuleAccess } from '../../domain/code-check/source.ts';
import { innsDiffer } from '../../domain/shop/inn.ts';
import { lasting, moment } from '../answers.ts';
import type { Http } from '../http.ts';
import { leadOf, withRoundTrip } from '../lead.ts';
import { checkFailure } from '../replies.ts';
import type { Asking, Realm, Source, SourceElement } from '../source.ts';
import type { MemoryKind } from '../state.ts';
import {
  askLocal,
  localId,
  localLimitMs,
  localPeriod,
  localState,
  sell,
  type LocalApi,
  type LocalElement,
  type LocalState,
} from './local-module-api.ts';

export interface LocalMemory {
  /** Last round trips, ms, newest last. */
  readonly localMs: readonly number[];
  /** API version it answered to. */
  readonly localApi: LocalApi;
  readonly localFailure?: CheckFailure | undefined;
  readonly localAt?: EpochMs | undefined;
  readonly lastSync?: EpochMs | undefined;
  readonly localPeriod?: LocalPeriod | undefined;
  readonly localOwner?: LocalOwner | undefined;
}

/** Whose the ЛМ at this address is, as it said itself. Believed for as long as the same instance answers. */
export interface LocalOwner {
  readonly url: string;
  readonly inn?: string | undefined;
  /** Id of the instance by its status. */
  readonly inst?: string | undefined;
  /** The one that stood in an answer when the status was asked for that answer's sake: the manual's samples show two. */
  readonly answers?: string | undefined;
}

/** How long the ЛМ at this address goes on without its servers, by its configuration; absent: it did not tell. */
export interface LocalPeriod {
  readonly url: string;
  readonly askedAt: EpochMs;
  readonly lastsMs?: number | undefined;
}

/** Its servers change it seldom, if ever, ms. */
const periodEveryMs = 3_600_000;

const time = v.pipe(moment, v.transform(epochMs));
export const localMemory: MemoryKind<LocalMemory> = {
  fresh: { localMs: [], localApi: 'v2' },
  schema: v.object({
    localMs: v.array(v.number()),
    localApi: v.picklist(['v1', 'v2']),
    localFailure: orNothing(checkFailure),
    localAt: v.optional(time),
    lastSync: v.optional(time),
    localPeriod: orNothing(v.object({ url: v.string(), askedAt: time, lastsMs: orNothing(lasting) })),
    localOwner: v.optional(
      v.object({
        url: v.string(),
        inn: v.optional(v.string()),
        inst: v.optional(v.string()),
        answers: v.optional(v.string()),
      }),
    ),
  }),
};

export function localModule({ http, clock, background, memory }: Realm): Source {
  const { current, change } = memory(localMemory);
  /** By its relay or by its own address; and by the latter when the gateway is gone but ЛМ may not be. */
  const wayTo =
    (local: LocalModuleAccess, direct: Http): Http =>
    async (request, signal) => {
      if (!request.url.startsWith('/')) return direct(request, signal);
      const answer = await http(request, signal);
      if (answer.kind === 'answer' || answer.why !== 'refused' || !local.direct) return answer;
      // The till key is the gateway's: ЛМ has no use for it, and its CORS would refuse the header.
      const { 'x-poltora-till-key': _, ...headers } = request.headers;
      return direct({ ...request, headers, url: local.direct + request.url.slice(local.url.length) }, signal);
    };

  /** Keeps what ЛМ said of itself. `answers`: the instance in whose answer's stead it was asked. */
  const learnOwner = ({ url }: LocalModuleAccess, { inst, inn }: LocalState, answers?: string): LocalOwner => {
    const owner = { url, inn, inst, answers };
    background(change((old) => ({ ...old, localOwner: owner })));
    return owner;
  };

  /** Its elements for these codes; not those of an ЛМ that is set up for another company (local-module.md §3 n. 10). */
  const askModule = async (
    request: CheckRequest,
    local: LocalModuleAccess,
    { direct, now }: Asking,
    signal: AbortSignal,
  ): Promise<Result<LocalElement[], CheckFailure>> => {
    const { setup } = request;
    const startedAt = clock.now();
    const way = wayTo(local, direct);
    const { localApi, localOwner } = await current();
    const askOwner = (api: LocalApi) => localState(local, setup, api, way, localLimitMs, signal);
    const known = localOwner?.url === local.url ? localOwner : undefined;
    const isWanted = setup.inn !== undefined;
    // Beside the check, not before it: somebody waits.
    const asking = isWanted && !known ? askOwner(localApi) : undefined;
    const answer = await askLocal(request, local, localApi, way, now, signal);
    if (!answer.ok) return answer;
    if (isWanted) {
      const instances = new Set(
        answer.value.flatMap((element) =>
          element.ok && element.proof?.inst !== undefined ? [element.proof.inst] : [],
        ),
      );
      const isSame =
        known !== undefined &&
        [...instances].every((inst) => inst === known.inst || inst === known.answers || known.inst === undefined);
      let owner: LocalOwner | undefined = known;
      if (!isSame) {
        const said = await (asking ?? askOwner(answer.api));
        if (!said.ok) return said;
        owner = learnOwner(local, said.value, [...instances][0]);
      }
      if (innsDiffer(owner?.inn, setup.inn)) return fail<CheckFailure>({ kind: 'lm-other-inn', detail: owner?.inn });
    }
    const ms = clock.now() - startedAt;
    background(change((old) => ({ ...old, localMs: withRoundTrip(old.localMs, ms), localApi: answer.api })));
    return ok(answer.value);
  };

  /** How long it lasts without its servers, into the memory. */
  const tendPeriod = async (local: LocalModuleAccess, setup: CheckSetup, direct: Http): Promise<void> => {
    const { url } = local;
    const { localApi, localPeriod: kept } = await current();
    const known = kept?.url === url ? kept : undefined;
    const age = clock.now() - (known?.askedAt ?? 0);
    if (age >= 0 && age < periodEveryMs) return;
    const answer = await localPeriod(local, setup, localApi, wayTo(local, direct));
    const lastsMs = answer.ok ? answer.value : known?.lastsMs;
    await change((old) => ({ ...old, localPeriod: { url, askedAt: clock.now(), lastsMs } }));
  };

  /** Its state by the status call, into the memory. */
  const tendModule = async (local: LocalModuleAccess, setup: CheckSetup, direct: Http): Promise<void> => {
    const { url } = local;
    const { localApi } = await current();
    const answer = await localState(local, setup, localApi, wayTo(local, direct));
    await change((old) => {
      if (!answer.ok) return { ...old, localAt: clock.now(), localFailure: answer.failure };
      const { inst, inn, failure, lastSync } = answer.value;
      // The same instance still: what it calls itself in answers is known.
      const answers = old.localOwner?.url === url && old.localOwner.inst === inst ? old.localOwner.answers : undefined;
      const foreign: CheckFailure | undefined = innsDiffer(inn, setup.inn)
        ? { kind: 'lm-other-inn', detail: inn }
        : undefined;
      return {
        ...old,
        localAt: clock.now(),
        localApi: answer.api,
        localFailure: foreign ?? failure,
        lastSync,
        localOwner: { url, inn, inst, answers },
      };
    });
    if (answer.ok) await tendPeriod(local, setup, direct);
  };

  return {
    id: localId,
    ready: async () => ({ leadMs: leadOf((await current()).localMs) }),

    async ask(asking, signal) {
      const { request } = asking;
      const { local } = request.setup;
      if (!local) return { ok: false, failure: { kind: 'not-set-up' }, isUnasked: true };
      const answer = await askModule(request, local, asking, signal);
      if (!answer.ok) return answer;
      const elements = answer.value.map((element): SourceElement =>
        element.ok ? { ...element, facts: 'offline' } : element,
      );
      return ok({ kind: 'answers', elements });
    },

    learn: (heard) =>
      background(
        change((old) => ({
          ...old,
          localFailure: heard.won ? undefined : failureRead(heard.failure),
          localAt: heard.at,
        })),
      ),

    refreshHealth: (setup, _since, { direct }) =>
      setup.local
        ? tendModule(setup.local, setup, direct)
        : change((old) => ({ ...old, localFailure: { kind: 'not-set-up' }, localAt: clock.now() })),

    async health() {
      const { localFailure, localAt, lastSync, localPeriod: period } = await current();
      return { failure: localFailure, at: localAt, lastSync, lastsMs: period?.lastsMs };
    },

    async sold(ki, setup, { direct }) {
      const { local } = setup;
      if (!local) return fail({ kind: 'not-set-up' });
      const { localApi, localOwner } = await current();
      const way = wayTo(local, direct);
      if (setup.inn !== undefined) {
        // What was sold here is no business of another company's ЛМ.
        const said = localOwner?.url === local.url ? undefined : await localState(local, setup, localApi, way);
        if (said && !said.ok) return said;
        const inn = said ? learnOwner(local, said.value).inn : localOwner?.inn;
        if (innsDiffer(inn, setup.inn)) return fail({ kind: 'lm-other-inn', detail: inn });
      }
      const answer = await sell(ki, local, setup, localApi, way);
      return answer.ok ? ok(undefined) : answer;
    },
  };
}
