/** What the sources of verdicts answer to a till of the browser tests. */
import { readOnlineElement } from '../../src/check/answers.ts';
import type { CodeCheck } from '../../src/domain/code-check/answer.ts';
import { nicotine } from '../../src/domain/verdict/groups.ts';
import { checkCode } from '../emulators/cdn/check.ts';
import { readMarkingCode } from '../emulators/marking-code.ts';
import { findGood, tobaccoMinimumKopecks } from '../emulators/samples.ts';

const proof = { reqId: '4d7b09a5-bb9c-43c1-bb0d-1300f95c4afc' };

/** As ГИС МТ answers, by the emulator's own list. */
export function online(code: string, now: number): CodeCheck {
  const { facts } = readOnlineElement({ ...checkCode(code, now) });
  return { source: 'online', facts: 'full', answer: { cis: code, ...facts }, proof: { ...proof, reqTimestamp: now } };
}

/** As ЛМ 2.6 answers for what is on none of its lists: ЕМЦ for whatever it is, the minimum of nicotine to those only who name the group (local-module.md §2.5). */
export function offline(code: string, group: number | undefined, now: number): CodeCheck {
  const read = readMarkingCode(code);
  const good = read.kind === 'unreadable' ? undefined : findGood(read.gtin);
  return {
    source: 'local',
    facts: 'offline',
    answer: {
      isBlocked: false,
      isGreyGtin: false,
      sold: false,
      mrp: group === nicotine ? good?.minPriceKopecks : undefined,
      smp: tobaccoMinimumKopecks,
    },
    failures: { online: { kind: 'unreachable' } },
    proof: { ...proof, reqTimestamp: now, inst: '0e1f6d1c-3f5a-4b8b-9d0e-1c2d3e4f5a6b', version: '1' },
  };
}
