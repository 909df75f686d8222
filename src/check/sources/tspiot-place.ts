/** Which of the modules of ТС ПИоТ is this till's. */
import * as v from 'valibot';
import { fail, ok, type Result } from '../../domain/base/result.ts';
import type { CheckFailure } from '../../domain/code-check/answer.ts';
import type { CheckSetup } from '../../domain/code-check/source.ts';
import { innsDiffer } from '../../domain/shop/inn.ts';
import { tsPiotId } from './tspiot-answer.ts';
import type { ModuleInfo } from './tspiot-api.ts';

/** A module and its address, `name:port`. */
export type Place = ModuleInfo & { readonly at: string };

const addressesIn = v.fallback(v.object({ at: v.array(v.string()) }), { at: [] });
/** Addresses of the modules that the gateway has, `name:port`. */
export const addressesOf = ({ sources }: CheckSetup): readonly string[] => v.parse(addressesIn, sources?.[tsPiotId]).at;

/** The one with the ФН of this till's own ККТ, never simply the first: with several ККТ on a PC a port may be another one's (tspiot.md §4.5). */
export function chosen(
  places: readonly Place[],
  { fn, inn }: CheckSetup,
  addresses: readonly string[],
): Result<Place, CheckFailure> {
  const [only] = addresses.length === 1 ? places : [];
  const place = places.find((each) => fn !== undefined && each.fn === fn) ?? (isNobodys(only, fn) ? only : undefined);
  if (!place) return fail({ kind: 'tsp-other-till', detail: places.map(({ fn: its = '' }) => its).join(', ') });
  return innsDiffer(place.inn, inn) ? fail({ kind: 'lm-other-inn', detail: place.inn }) : ok(place);
}

/** Nothing speaks against it: it or this till does not know its ФН yet. */
const isNobodys = (place: Place | undefined, fn: string | undefined): boolean =>
  place !== undefined && (fn === undefined || place.fn === undefined);
