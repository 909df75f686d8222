/**
 * What is left to do at a new till, in the open till. A step is done when the thing itself has answered, never because somebody said so; or it is put off on
 * purpose, which is kept, and stays on the list «Осталось настроить».
 */
import * as v from 'valibot';
import { orNothing, record } from '../../domain/base/fields.ts';
import type { SourceHealth } from '../../domain/code-check/source.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import type { Result } from '../../domain/base/result.ts';
import { registrationTrouble } from '../fiscal/registration.ts';
import type { PrinterFailure, PrinterState } from '../ports/printer.ts';

/**
 * In their order: what no sale of marked goods goes without stands first. `ts-piot`: by whom the law wants codes checked; `check`: who answers for codes; `spare`: who does when the internet is gone.
 */
export const steps = ['kkt', 'ts-piot', 'check', 'spare', 'scanner', 'goods', 'cashier', 'storage'] as const;
export type Step = (typeof steps)[number];
/** Steps that are about a source of verdicts. */
export type SourceStep = Extract<Step, 'check' | 'spare'>;

/** `left`: neither done nor put off. */
export type StepState = 'done' | 'put-off' | 'left';

/** What is kept of the guide. */
export interface KeptGuide {
  readonly putOff: readonly Step[];
  /** A scanner has read the code from the screen, byte for byte. */
  readonly isScannerProved: boolean;
  /** Where the person left it. */
  readonly at?: Step | undefined;
  /** The first sale is made, or nothing was left once: the list never stands in place of an empty receipt again. */
  readonly isOver: boolean;
}

const kept = v.object({
  putOff: v.fallback(v.array(v.picklist(steps)), []),
  isScannerProved: v.fallback(v.boolean(), false),
  at: orNothing(v.picklist(steps)),
  isOver: v.fallback(v.boolean(), false),
});

/** As this or another build kept it; what cannot be read is as at a new till. */
export function readKeptGuide(value: unknown): KeptGuide {
  const told = v.safeParse(record, value);
  return v.parse(kept, told.success ? told.output : {});
}

/** What the steps are judged by, as it is now. */
export interface GuideFacts {
  readonly shop: Shop;
  /** What is known of the source that each of these steps is about. */
  readonly sources: Readonly<Record<SourceStep, SourceHealth | undefined>>;
  readonly printer: Result<PrinterState, PrinterFailure> | undefined;
  readonly hasGoods: boolean;
  readonly hasPin: boolean;
  readonly persisted: boolean | undefined;
}

/** Heard in this run, and well. */
const answers = (known: SourceHealth | undefined): boolean => known?.at !== undefined && known.failure === undefined;

const isDone: Readonly<Record<Step, (facts: GuideFacts, kept: KeptGuide) => boolean>> = {
  kkt: ({ printer, shop }) =>
    printer?.ok === true &&
    printer.value.demo === (shop.kind === 'demo') &&
    registrationTrouble(shop, printer.value.about) === undefined,
  'ts-piot': ({ shop, sources }) => shop.kind === 'demo' || (shop.tsPiot.way === 'relay' && answers(sources.check)),
  // With ТС ПИоТ there is no key to be taken: whether it answers is its own step.
  check: ({ shop, sources }) => shop.tsPiot.way === 'relay' || answers(sources.check),
  spare: ({ shop, sources }) => shop.local.way !== 'none' && answers(sources.spare),
  scanner: (_, { isScannerProved }) => isScannerProved,
  goods: ({ hasGoods }) => hasGoods,
  cashier: ({ shop, hasPin }) => shop.cashier !== '' && hasPin,
  storage: ({ persisted }) => persisted === true,
};

export function stateOf(step: Step, facts: GuideFacts, guide: KeptGuide): StepState {
  if (isDone[step](facts, guide)) return 'done';
  return guide.putOff.includes(step) ? 'put-off' : 'left';
}

/** The step to go on with after one: the next that is left, from the beginning where none is below. */
export function nextLeft(after: Step, facts: GuideFacts, guide: KeptGuide): Step | undefined {
  const at = steps.indexOf(after);
  return [...steps.slice(at + 1), ...steps.slice(0, at)].find((step) => stateOf(step, facts, guide) === 'left');
}

export const withPutOff = (guide: KeptGuide, step: Step, isPutOff: boolean): KeptGuide => ({
  ...guide,
  putOff: [...guide.putOff.filter((each) => each !== step), ...(isPutOff ? [step] : [])],
});

/** What the guide needs of the running till, besides what every screen has. */
export interface GuideDesk {
  /** `isOver` of a till that has made its first sale, whoever set it up. */
  read(): Promise<KeptGuide>;
  keep(guide: KeptGuide): Promise<void>;
  hasGoods(): Promise<boolean>;
  /** From a click: asks the browser not to evict what the till keeps. The answer stands in the till's status. */
  askToPersist(): Promise<void>;
}
