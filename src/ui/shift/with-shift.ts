import type { Till } from '../../app/till.ts';

/** Does something with the shift, and lets the rest of the till know at once how the ККТ stands after it. */
export async function withShift(till: Pick<Till, 'lookAtPrinter'>, act: () => Promise<void>): Promise<void> {
  await act();
  await till.lookAtPrinter();
}
