/**
 * Exactly one fiscal document (design §1, kkt-shtrih.md §7): the real sale, the real driver and the strict emulator. A marked receipt of two
 * lines and two payments, the first of the day, is cut at every single command: the page dies, the cable is out, the power of the ККТ
 * fails, the answer is lost, damaged, late or never taken. Prints the table of cut points and outcomes.
 */
import { describe, it } from 'vitest';
import { kinds } from './kkt.ts';
import { commandsOfReceipt, cutAt, type Cut } from './receipt-cut.ts';

/** What is cut, and how the emulator does it. `page`: the page dies at that moment, the cable with it. */
const cuts = [
  { name: 'page, before', fault: 'link-off-before', page: true },
  { name: 'page, after', fault: 'link-off-after', page: true },
  { name: 'cable, before', fault: 'link-off-before' },
  { name: 'cable, after', fault: 'link-off-after' },
  { name: 'power, before', fault: 'power-off-before', ms: 3_000 },
  { name: 'power, after', fault: 'power-off-after', ms: 3_000 },
  // Registers and mode outlive the power (GUIDE p. 28); a firmware that forgets the open receipt must do no harm either.
  { name: 'power, receipt forgotten', fault: 'power-off-after', ms: 3_000, forgets: true },
  { name: 'answer lost', fault: 'drop-answer' },
  { name: 'answer damaged', fault: 'garble-answer' },
  { name: 'answer late', fault: 'late-answer', ms: 35_000 },
  { name: 'NAK', fault: 'nak' },
] as const satisfies readonly Cut[];

describe.each(kinds)('a receipt cut at every command, $name', ({ profile, protocol, name }) => {
  it('is one document, whatever was cut', async () => {
    const options = { profile, protocols: [protocol] } as const;
    const commands = await commandsOfReceipt(options);

    const rows: string[] = [];
    for (const [at, command] of commands.entries()) {
      const outcomes: string[] = [];
      for (const cut of cuts) outcomes.push(await cutAt(at + 1, cut, options));
      rows.push(`| ${at + 1} | ${command} | ${outcomes.join(' | ')} |`);
    }
    console.log(
      `\nReceipt of two marked lines and two payments, ${name}: what one press of «Пробить чек» and the recovery made of it.\n\n| # | command | ${cuts.map((cut) => cut.name).join(' | ')} |\n| --- | --- |${cuts.map(() => ' --- |').join('')}\n${rows.join('\n')}\n\nIn each of the ${commands.length * cuts.length} cases the cashier ended with exactly one document.`,
    );
  });
});
