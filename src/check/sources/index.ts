/** The sources of verdicts in order of trust: the law wants the online check first (ПП РФ № 1944 п. 17), ЛМ ЧЗ only where that does not answer. */
import type { MakeSource } from '../source.ts';
import { localModule } from './local-module.ts';
import { online } from './online.ts';

export const sources: readonly MakeSource[] = [online, localModule];
