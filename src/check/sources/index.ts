/**
 * The sources of verdicts in order of trust: the law wants the online check first (ПП РФ № 1944 п. 17), by ТС ПИоТ where the shop has it (tspiot.md §2), and
 * ЛМ ЧЗ only where that does not answer.
 */
import type { MakeSource } from '../source.ts';
import { localModule } from './local-module.ts';
import { online } from './online.ts';
import { tsPiot } from './tspiot.ts';

export const sources: readonly MakeSource[] = [tsPiot, online, localModule];
