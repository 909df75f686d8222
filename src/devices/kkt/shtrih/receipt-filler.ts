/** A receipt as commands, up to the one that closes it: marks are checked, items and tags sent, the sum compared. */
import type { PrintRules } from '../../../app/ports/printer.ts';
import type { Tags } from '../../../domain/document/fiscal-document.ts';
import { markSign, type MarkResult } from '../../../domain/document/mark-result.ts';
import type { PrinterTrouble } from '../../../domain/document/printer-trouble.ts';
import { fail, ok } from '../../../domain/base/result.ts';
import type { Deed, Question } from '../../../protocol/shtrih/command.ts';
import * as kkt from '../../../protocol/shtrih/commands/index.ts';
import { tlv } from '../../../protocol/shtrih/tlv.ts';
import { nothing, unclosed, type Answer } from './answers.ts';
import type { Connection } from './connection.ts';
import {
  checkTags,
  codeOf,
  headTags,
  itemCommands,
  itemsOf,
  itemsTotal,
  markStatus,
  receiptType,
  vatOf,
} from './document.ts';
import type { Known } from './identity.ts';

/** The ККТ's words for a tag that it does not take here (§4: 01h, 09h, 10h, 33h, 35h…37h). */
const refusesTag: ReadonlySet<PrinterTrouble> = new Set<PrinterTrouble>([
  'wrong-format',
  'too-long',
  'settings',
  'unsupported',
  'wrong-mode',
]);

export class ReceiptFiller {
  readonly #password: number;
  /** ФН of the ККТ that has refused the mark of the till: it is not asked again. */
  #markless: string | undefined;

  constructor(password: number) {
    this.#password = password;
  }

  /** From the opening of the receipt to the command that closes it, which is returned: only that can make a document, and all that fails before it has made none. */
  async fill(document: Tags, rules: PrintRules, known: Known): Answer<Deed<kkt.Closed>> {
    const { connection, dialect } = known;
    const signed = { password: this.#password };
    const type = receiptType(document);
    const items = itemsOf(document);
    if (!type) return fail({ kind: 'refused', trouble: 'wrong-document-type' });
    const untaxable = items.findIndex((item) => vatOf(item, dialect) === undefined);
    if (untaxable >= 0)
      return fail({
        kind: 'refused',
        trouble: 'settings',
        item: untaxable,
        detail: `1199=${String(items[untaxable]?.[1199])}`,
      });

    const before = async (command: Question<unknown>, item?: number): Answer<void> =>
      unclosed(nothing(await connection.ask(command)), item);
    const opened = await before(kkt.openReceipt({ ...signed, type }));
    if (!opened.ok) return opened;
    for (const [index, item] of items.entries()) {
      const checked = await this.#checkMark(item, index, type, rules, connection);
      if (!checked.ok) return unclosed(checked, index);
    }
    for (const [index, item] of items.entries()) {
      for (const command of itemCommands(item, type, dialect)) {
        const done = await before(command, index);
        if (!done.ok) return done;
      }
    }
    const tags = headTags(document);
    const headed = tags.length > 0 ? await before(kkt.documentTags({ ...signed, tags })) : ok(undefined);
    if (!headed.ok) return headed;
    const marked = await this.#markDocument(document, known);
    if (!marked.ok) return marked;
    const texted = await this.#printText(rules.text, connection);
    if (!texted.ok) return texted;
    const subtotal = unclosed(await connection.ask(kkt.subtotal(signed)));
    if (!subtotal.ok) return subtotal;
    const sum = itemsTotal(document);
    if (subtotal.value.sum !== sum)
      return fail({ kind: 'refused', trouble: 'wrong-subtotal', detail: `${subtotal.value.sum} ≠ ${sum}` });

    return ok(
      kkt.closeReceipt({
        ...signed,
        // Change is the till's business: the ККТ is told what is paid, to the kopeck.
        cash: Number(document[1031]),
        cashless: [Number(document[1081])],
        rounding: sum - Number(document[1020]),
        taxation: Number(document[1055]),
      }),
    );
  }

  /** Tag 1192, by a command of its own: a ККТ that will not have it prints the document without. */
  async #markDocument({ 1192: mark }: Tags, { connection, fn }: Known): Answer<void> {
    if (mark === undefined || this.#markless === fn) return ok(undefined);
    const answer = unclosed(
      nothing(await connection.ask(kkt.documentTags({ password: this.#password, tags: [tlv(1192, String(mark))] }))),
    );
    if (answer.ok || answer.failure.kind !== 'refused') return answer;
    // Anything else that is wrong the next command says as well.
    if (refusesTag.has(answer.failure.trouble)) this.#markless = fn;
    return ok(undefined);
  }

  /** Paper only: a ККТ that will not have a line (a font, a setting) prints the receipt without the rest. */
  async #printText(text: PrintRules['text'], connection: Connection): Answer<void> {
    for (const line of text) {
      const answer = unclosed(nothing(await connection.ask(kkt.printLine({ password: this.#password, text: line }))));
      if (!answer.ok && answer.failure.kind !== 'refused') return answer;
      if (!answer.ok) break;
    }
    return ok(undefined);
  }

  /** FF61, then FF69 whatever it said (§3.2). A silent ОИСМ forbids nothing: the sale goes on with [М]. */
  async #checkMark(
    item: Tags,
    index: number,
    type: kkt.ReceiptType,
    rules: PrintRules,
    connection: Connection,
  ): Answer<void> {
    const km = codeOf(item);
    if (km === undefined) return ok(undefined);
    const signed = { password: this.#password };
    const checked = await connection.ask(
      kkt.checkMark({ ...signed, km, status: markStatus(item, type), tags: checkTags(item) }),
    );
    if (!checked.ok) return checked;
    const { local, remote } = checked.value;
    const oism = remote.kind === 'answered' ? 'answered' : 'silent';
    // Without an answer of ОИСМ the ФН's own check alone stands in 2106 (§3.1).
    const told: MarkResult = {
      oism,
      result: remote.kind === 'answered' ? remote.result : { 'not-checked': 0, bad: 1, good: 3 }[local],
    };
    const refused = rules.refuseRefuted && markSign(told) === 'M-';
    const decided = await connection.ask(kkt.decideMark({ ...signed, accept: !refused }));
    if (!decided.ok) return decided;
    if (refused) rules.onMarkResult(index, told);
    if (refused) return fail({ kind: 'refused', trouble: 'bad-mark' });
    const settled: MarkResult = { oism, result: decided.value };
    rules.onMarkResult(index, settled);
    return rules.refuseRefuted && markSign(settled) === 'M-'
      ? fail({ kind: 'refused', trouble: 'bad-mark' })
      : ok(undefined);
  }
}
