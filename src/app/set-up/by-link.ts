/** A new till that somebody's file sets up: what the file says its owner is not asked. */
import type { SetupFile } from '../../domain/shop/setup-file.ts';
import { shopBy } from '../../domain/shop/setup-file.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import type { SetupLinkDesk } from '../shop/setup-by-link.ts';
import type { Answers, Question } from './answers.ts';

export interface NewTillLink {
  readonly desk: SetupLinkDesk;
  /** The file that was accepted; undefined: none was. */
  accepted(): Promise<SetupFile | undefined>;
}

/** Questions that the file answers whole. The ККТ and the PIN are each till's own. */
export function answeredBy({ shop = {} }: SetupFile): ReadonlySet<Question> {
  const { name, inn, taxation, timeZone, till, cashier } = shop;
  const whole: ReadonlyArray<readonly [Question, ReadonlyArray<unknown>]> = [
    ['shop', [name, inn]],
    ['taxes', [taxation]],
    ['zone', [timeZone]],
    ['till', [till, cashier]],
  ];
  return new Set(whole.flatMap(([question, said]) => (said.includes(undefined) ? [] : [question])));
}

/** The conversation as the file leaves it. It begins at the ККТ, which no file can find. */
export function answersBy(file: SetupFile, answers: Answers, proposal: Shop): Answers {
  const { name, inn, address, taxation, vat, timeZone, till, cashier } = file.shop ?? {};
  const next: Answers = {
    ...answers,
    name: name ?? answers.name,
    inn: inn ?? answers.inn,
    address: address ?? answers.address,
    till: till ?? answers.till,
    cashier: cashier ?? answers.cashier,
    timeZone: timeZone ?? answers.timeZone,
    ...(taxation !== undefined && { taxation, vat: vat ?? shopBy(file, proposal).vat }),
  };
  return { ...next, at: 'kkt' };
}
