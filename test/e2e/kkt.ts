/** What the tests with an emulated ККТ share. */
import { setTimeout as wait } from 'node:timers/promises';
import type { FiscalDocument, Kkt } from '../emulators/kkt-shtrih/index.ts';

/** Commands at which things may be cut. */
export const codes = {
  openShift: 0xe0,
  closeShift: 0x41,
  cashIn: 0x50,
  open: 0x8d,
  mark: 0xff61,
  item: 0xff46,
  subtotal: 0x89,
  close: 0xff45,
} as const;

export const receiptsOf = ({ documents }: Kkt): FiscalDocument[] => documents.filter(({ kind }) => kind === 'receipt');

/** Waits until the ККТ has executed a command; much closer than a polling expectation would see it. */
export async function until(kkt: Kkt, code: number): Promise<void> {
  for (
    const end = Date.now() + 10_000;
    !kkt.commands.some((command) => command.code === code && command.outcome === 0);
    await wait(2)
  ) {
    if (Date.now() > end) throw new Error(`${code.toString(16)} was not executed`);
  }
}
