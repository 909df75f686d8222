/** Bodies of a module ТС ПИоТ in the shapes of its versions (tspiot.md §4.3, §4.5). */
import { randomUUID } from 'node:crypto';
import { checkCode } from '../cdn/check.ts';
import { readMarkingCode } from '../marking-code.ts';
import { findGood, findSpecial } from '../samples.ts';
import type { ApiVersion, AskedCode } from './request.ts';

/** What ЛМ behind the module says of itself in an offline answer; goes to tag 1265. */
export interface Lists {
  readonly inst: string;
  /** Version of its black lists. */
  readonly version: string;
}

/** Numbers of 64 bits are strings in v1: the JSON gateway of its gRPC writes them so. */
const long = (api: ApiVersion, value: number): number | string => (api === 1 ? String(value) : value);

/** v1 wraps the answer twice. */
const wrapped = (api: ApiVersion, answer: object): object =>
  api === 1 ? { codesResponse: { codesResponse: [answer] } } : { codesResponse: [answer] };

/** ГИС МТ has answered. */
export const onlineAnswer = (api: ApiVersion, { km }: AskedCode, now: number): object =>
  wrapped(api, {
    code: 0,
    description: 'ok',
    codes: [checkCode(km, now)],
    reqId: randomUUID(),
    reqTimestamp: long(api, now),
    isCheckedOffline: false,
  });

/** ЛМ has answered: no `description`, no `errorCode`, every flag of ГИС МТ false, and the КИ in place of the КМ. */
export function offlineAnswer(api: ApiVersion, { km }: AskedCode, now: number, { inst, version }: Lists): object {
  const read = readMarkingCode(km);
  const ki = read.kind === 'unreadable' ? km : read.ki;
  const gtin = read.kind === 'unreadable' ? '' : read.gtin;
  return wrapped(api, {
    code: 0,
    codes: [
      {
        cis: ki,
        found: false,
        valid: false,
        printView: ki,
        gtin,
        groupIds: [],
        verified: false,
        realizable: false,
        utilised: false,
        isBlocked: findGood(gtin)?.blockedBy !== undefined || findSpecial(ki)?.blackListed === true,
        ogvs: [],
      },
    ],
    reqId: randomUUID(),
    reqTimestamp: long(api, now),
    isCheckedOffline: true,
    version,
    inst,
  });
}
