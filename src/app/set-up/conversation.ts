/** The rules of the conversation that sets a real till up: what is right at each question, what the ККТ answers in its owner's place, and the shop that comes of it. */
import type { Result } from '../../domain/base/result.ts';
import { innsDiffer } from '../../domain/shop/inn.ts';
import { wrongFields } from '../../domain/shop/entered-shop.ts';
import { isPin } from '../../domain/shop/pin.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import { shopVatsOf, taxations, usualVat, type Taxation } from '../../domain/shop/taxation.ts';
import type { SourcesHealth } from '../../domain/code-check/source.ts';
import type { SourceId } from '../../domain/code-check/source-id.ts';
import type { NewSecrets } from '../shop/settings-answer.ts';
import type { PrinterFailure } from '../ports/printer.ts';
import { questions, type Answers, type Question } from './answers.ts';
import type { FoundKkt } from './found-kkt.ts';

export type WrongAnswer = 'link' | 'name' | 'inn' | 'taxation' | 'till' | 'cashier' | 'pin';

/** Taxations to choose from: a receipt of any other would not be printed by this ККТ. */
export function taxationsOf({ found }: Pick<Answers, 'found'>): readonly Taxation[] {
  const all = Object.keys(taxations) as Taxation[];
  const registered = all.filter((each) => found?.taxations?.includes(each));
  return registered.length > 0 ? registered : all;
}

/** The ККТ answered. What nobody has typed, or what another ККТ said before, is as this one says; what a person typed stays. */
export function withFound(answers: Answers, found: FoundKkt): Answers {
  const before = answers.found;
  const taken = (typed: string, was: string | undefined, is: string | undefined): string =>
    is !== undefined && (typed.trim() === '' || typed === was) ? is : typed;
  const next: Answers = {
    ...answers,
    found,
    name: taken(answers.name, nameOf(before), nameOf(found)),
    inn: taken(answers.inn, before?.inn, found.inn),
    address: taken(answers.address, before?.address, found.address),
  };
  const choice = taxationsOf(next);
  const [only] = choice;
  const isStill = answers.taxation !== undefined && choice.includes(answers.taxation);
  if (isStill) return next;
  // Of two, only the owner knows.
  return choice.length === 1 && only ? withTaxation(next, only) : { ...next, taxation: undefined, vat: undefined };
}

/** What buyers know it by stands before who owns it. */
const nameOf = (found: FoundKkt | undefined): string | undefined => found?.place ?? found?.owner;

/** Another way to the ККТ: what the old one said counts no more. */
export const withLink = (answers: Answers, link: Answers['link']): Answers =>
  answers.link === link ? answers : { ...answers, link, found: undefined };

export const withTaxation = (answers: Answers, taxation: Taxation): Answers => ({
  ...answers,
  taxation,
  vat:
    answers.vat !== undefined && shopVatsOf[taxation].includes(answers.vat) && answers.taxation === taxation
      ? answers.vat
      : usualVat(taxation),
});

/** Whether the ИНН that was typed is another than the one the ККТ is registered to. */
export const isOfAnother = ({ inn, found }: Pick<Answers, 'inn' | 'found'>): boolean => innsDiffer(inn, found?.inn);

/** What cannot stay as it is at one question. `pin`: what is typed there, which is not among the answers. */
export function wrongAnswers(question: Question, answers: Answers, proposal: Shop, pin = ''): ReadonlySet<WrongAnswer> {
  const entered = wrongFields(shopOf(answers, proposal), { signs: false });
  const wrong: Readonly<Record<Question, ReadonlyArray<readonly [WrongAnswer, boolean]>>> = {
    kkt: [['link', answers.link === undefined]],
    shop: [
      ['inn', entered.has('inn')],
      ['name', entered.has('name')],
    ],
    taxes: [['taxation', answers.taxation === undefined || !taxationsOf(answers).includes(answers.taxation)]],
    zone: [],
    till: [
      ['till', entered.has('till')],
      ['cashier', entered.has('cashier')],
    ],
    pin: [['pin', pin !== '' && !isPin(pin)]],
    start: [],
  };
  return new Set(wrong[question].flatMap(([field, isWrong]) => (isWrong ? [field] : [])));
}

/** The first question that is not answered rightly; the conversation goes back there before it starts the till. */
export const firstWrong = (answers: Answers, proposal: Shop): Question | undefined =>
  questions.find((question) => wrongAnswers(question, answers, proposal).size > 0);

/** The next question, or the one before. */
export const stepped = (question: Question, by: 1 | -1): Question =>
  questions[Math.min(questions.length - 1, Math.max(0, questions.indexOf(question) + by))] ?? question;

/** The shop as it was answered. `proposal`: what nobody was asked. ЛМ ЧЗ is set up in the open till, where it can be tried. */
export function shopOf(answers: Answers, proposal: Shop): Shop {
  const { name, inn, address, till, cashier, timeZone, taxation = proposal.taxation, link, password } = answers;
  return {
    ...proposal,
    name: name.trim(),
    inn: inn.trim(),
    address: address.trim(),
    till: till.trim(),
    cashier: cashier.trim(),
    timeZone,
    taxation,
    vat: answers.vat ?? usualVat(taxation),
    kkt: { ...proposal.kkt, link: link ?? 'none', password },
  };
}

/** What this till cannot do yet, told before it starts. `checks`: nobody answers for a code, neither «Честный ЗНАК» nor ЛМ. */
export const lacks = (
  { link, found }: Pick<Answers, 'link' | 'found'>,
  health: SourcesHealth,
): ReadonlyArray<'receipts' | 'checks'> => [
  ...(link === 'none' || link === undefined || !found || found.isDemo ? (['receipts'] as const) : []),
  ...(Object.values(health.sources).some(({ at, failure }) => at !== undefined && !failure)
    ? []
    : (['checks'] as const)),
];

/** Those who would check and are set up for another company: nothing that they say counts in this shop (local-module.md §3 n. 10). */
export const foreignSources = ({ sources }: SourcesHealth): readonly SourceId[] =>
  Object.entries(sources).flatMap(([id, { failure }]) => (failure?.kind === 'lm-other-inn' ? [id] : []));

/** What the conversation needs of the world before there is a till. */
export interface ConversationDesk {
  /** Address of the network ККТ that the gateway was given; absent: it has none. */
  readonly gatewayKkt?: string | undefined;
  /** The same, asked of the gateway now: somebody has typed it there meanwhile. */
  hearGateway(): Promise<string | undefined>;
  /** From a click: lets the person choose the port of a cable; false: nothing was chosen. Absent where the browser has no way to one. */
  readonly choosePort?: (() => Promise<boolean>) | undefined;
  /** What was answered before a reload, or the first proposal. */
  answers(): Promise<Answers>;
  keep(answers: Answers): Promise<void>;
  /** Looks for the ККТ over the link that was chosen. `tillKey`: what the gateway asks of its tills. */
  find(answers: Answers, tillKey: string | undefined): Promise<Result<FoundKkt, PrinterFailure>>;
  /** Whether the page's own policy keeps it from an address of ЛМ. Nobody is asked at it. */
  isClosed(url: string): Promise<boolean>;
  /** Asks who will answer for codes how they are, with the secrets that were typed. */
  health(shop: Shop, typed: Pick<NewSecrets, 'tillKey' | 'lmPassword'>): Promise<SourcesHealth>;
}
