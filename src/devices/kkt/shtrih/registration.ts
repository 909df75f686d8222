/** What the ККТ is registered with, from its table of the ФН (kkt-shtrih.md §2.9, table 18 or 13). */
import type { PrinterRegistration } from '../../../app/ports/printer.ts';
import { ok } from '../../../domain/base/result.ts';
import * as kkt from '../../../protocol/shtrih/commands/index.ts';
import type { Cell } from '../../../protocol/shtrih/commands/tables.ts';
import { settingsOf } from '../../../protocol/shtrih/tables.ts';
import { fieldText } from '../../../protocol/shtrih/text.ts';
import type { Answer } from './answers.ts';
import type { Known } from './identity.ts';

/** A field that this firmware does not give, or that nobody filled, is absent; only a ККТ that does not answer is a failure. */
export async function registration({ connection, about }: Known, password: number): Answer<PrinterRegistration> {
  const cells = settingsOf(connection.info);
  const texts: Partial<Record<'owner' | 'address' | 'place' | 'ofd', string>> = {};
  for (const [name, cell] of [
    ['owner', cells.owner],
    ['address', cells.address],
    ['place', cells.place],
    ['ofd', cells.ofdName],
  ] as const satisfies ReadonlyArray<readonly [keyof typeof texts, Cell]>) {
    const read = await connection.ask(kkt.readTable({ password, ...cell }));
    if (!read.ok && read.failure.kind !== 'refused') return read;
    const text = read.ok ? fieldText(read.value).trim() : '';
    if (text !== '') texts[name] = text;
  }
  return ok({ ...texts, inn: about.inn, taxations: about.taxations });
}
