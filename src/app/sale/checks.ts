/** The checks of the marked lines: started with the scan, written into line and journal when they come, asked anew, or passed over with a PIN. */
import { epochMs } from '../../domain/base/time.ts';
import { hasNoAnswer, type CodeCheck, type UnansweredCheck } from '../../domain/code-check/answer.ts';
import { checkRead, fullFacts, isUnanswered, kindOfFacts } from '../../domain/code-check/stored-check.ts';
import { lineFacts } from '../../domain/document/line-facts.ts';
import { isOpen } from '../../domain/document/document.ts';
import { changeLine, withCheck } from '../../domain/document/edits.ts';
import { knownGroup, verdictOf, type Line } from '../../domain/document/line.ts';
import { emergencyTail } from '../../domain/verdict/index.ts';
import { eventOf } from '../../domain/journal/event.ts';
import { may } from '../../domain/shop/session.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import type { Journal } from '../ports/journal.ts';
import type { TillTime } from '../ports/clock.ts';
import type { Sounds } from '../ports/sounds.ts';
import type { PinGuard, PinRefusal } from '../shop/pin.ts';
import type { CheckCode } from './check-batcher.ts';
import type { KnownGoods } from './known-goods.ts';
import type { SaleStore } from './store.ts';

export interface ChecksDeps {
  readonly check: CheckCode;
  readonly clock: TillTime;
  readonly journal: Journal;
  readonly pin: Pick<PinGuard, 'try'>;
  readonly shop: () => Shop;
  readonly sounds: Sounds;
}

const dayMs = 86_400_000;

export class Checks {
  readonly #store: SaleStore;
  readonly #known: KnownGoods;
  readonly #deps: ChecksDeps;

  constructor(store: SaleStore, known: KnownGoods, deps: ChecksDeps) {
    this.#store = store;
    this.#known = known;
    this.#deps = deps;
  }

  /** Starts the checks, whose budget counts from `scannedAt` by the PC's clock, or from now; each writes its result into the line when it comes, if that is still there, and into the journal in any case. */
  start(lines: readonly Line[], scannedAt = this.#deps.clock.pc()): void {
    const receiptId = this.#store.receipt.id;
    for (const line of lines) {
      const { mark } = line;
      if (!mark) continue;
      const asked = this.#deps.check.check({ code: mark.code, ki: mark.ki, group: knownGroup(line), scannedAt });
      const written = asked.then(({ check, timings }) =>
        this.#store.do(() => this.#write(receiptId, line, check, timings)),
      );
      // The store has told the person.
      written.catch(() => undefined);
    }
  }

  /** «Повторить проверку»: of one line, or of all that could not be checked. They share one request. */
  recheck(id?: string): Promise<void> {
    return this.#store.do(async () => {
      const { receipt } = this.#store;
      const lines = receipt.lines.filter(
        (line) => line.mark && isUnanswered(line.check) && (id === undefined || line.id === id),
      );
      if (lines.length === 0 || !isOpen(receipt)) return;
      await this.#store.commit(lines.reduce((changed, line) => withCheck(changed, line.id, undefined), receipt));
      this.start(lines);
    });
  }

  /**
   * A line was `before` what it is now. ЛМ ЧЗ tells the minimum price of nicotine to those only who name the group (local-module.md §2.5): what it answered
   * before the group was known is asked again.
   */
  async askAnew(before: Line): Promise<void> {
    const line = this.#store.line(before.id);
    const { receipt } = this.#store;
    if (!line || kindOfFacts(line.check) !== 'offline') return;
    if (!isOpen(receipt) || knownGroup(line) === knownGroup(before)) return;
    await this.#store.commit(withCheck(receipt, line.id, undefined));
    this.start([line]);
  }

  /** Sells a line without a verdict, where the shop allows it and the senior cashier's PIN is right. Either way it is on record. No other line can be allowed. */
  allowUnverified(
    id: string,
    pin: string,
  ): Promise<PinRefusal | { readonly kind: 'allowed' } | { readonly kind: 'forbidden' }> {
    return this.#store.do(async () => {
      const { session } = this.#store;
      const { cashier } = session;
      if (may(session, 'sell-unverified') === 'no') return { kind: 'forbidden' };
      const line = this.#store.line(id);
      const facts = line && lineFacts(line);
      const answer = await this.#deps.pin.try(pin, {
        receiptId: this.#store.receipt.id,
        data: { for: 'unverified', ...facts, cashier },
      });
      if (answer.kind !== 'right') return answer;
      const at = this.#deps.clock.now();
      if (line?.check?.source !== 'none') return { kind: 'forbidden' };
      const failure = await this.#store.move(
        changeLine(this.#store.receipt, id, { override: { by: 'senior-cashier', at } }),
        this.#store.act('sold-unverified', { ...facts, check: line.check, by: answer.by }),
      );
      return { kind: failure ? 'forbidden' : 'allowed' };
    });
  }

  /** An answer came for a line of this receipt. */
  async #write(receiptId: string, line: Line, answer: CodeCheck, timings: NonNullable<Line['timings']>): Promise<void> {
    const check = hasNoAnswer(answer) ? await this.#afterEmergency(answer) : answer;
    const told = fullFacts(check)?.groupIds?.[0];
    if (told !== undefined && (told !== line.group || line.groupBy !== 'check'))
      this.#known.learn(line.gtin, told, 'check');
    const checked = withCheck(this.#store.receipt, line.id, checkRead(check), timings);
    const left = checked.lines.find((other) => other.id === line.id);
    const verdict = left && verdictOf(left, this.#deps.clock.now());
    const { gtin, name, price } = left ?? line;
    const { ki, code } = line.mark ?? {};
    const data = { ki, code, gtin, name, price, check, timings, verdict };
    const event = eventOf(this.#deps.clock.now(), 'checked', data, receiptId);
    // Gone with its receipt or before it: the check was made all the same, and ГИС МТ has it in its log.
    if (!left) return this.#store.record(event);
    if (verdict?.kind === 'forbidden') this.#deps.sounds.refused();
    else if (verdict?.kind === 'unverified') this.#deps.sounds.attention();
    // An answer that the journal cannot take is shown all the same, or the line would wait for ever; the next write carries it.
    this.#store.show(checked);
    await this.#store.keep(event);
    await this.askAnew(line);
  }

  /** Where the shop takes the days after an emergency for a part of it, what nobody could check is sold as in it. */
  async #afterEmergency(check: UnansweredCheck): Promise<CodeCheck> {
    if (this.#deps.shop().afterEmergency === 'as-always') return check;
    const since = await this.#deps.journal.lastEmergency(epochMs(this.#deps.clock.now() - emergencyTail.days * dayMs));
    return since === undefined ? check : { source: 'emergency', after: { since, failures: check.failures } };
  }
}
