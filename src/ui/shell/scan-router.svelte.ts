import { createContext } from 'svelte';
import type { ScanRecord } from '../../app/scan-hub.ts';
import type { Till } from '../../app/till.ts';
import type { Times } from '../sale/times.svelte.ts';
import type { Navigation } from './navigation.svelte.ts';

/** Where the scans of the scanners go while a till is open. */
export class ScanRouter {
  /** A scan that had no place to go: told until the next one, or until the screen changes. */
  missed = $state.raw<ScanRecord>();
  readonly #till: Pick<Till, 'sale' | 'sounds'>;
  readonly #navigation: Pick<Navigation, 'place' | 'heading' | 'go'>;
  readonly #isDialogOpen: () => boolean;
  readonly #times: Pick<Times, 'take'>;
  readonly #isAside: (record: ScanRecord) => boolean;

  constructor(
    till: Pick<Till, 'sale' | 'sounds'>,
    navigation: Pick<Navigation, 'place' | 'heading' | 'go'>,
    isDialogOpen: () => boolean,
    times: Pick<Times, 'take'>,
    /** Somebody else takes this scan, before the sale. */
    isAside: (record: ScanRecord) => boolean = () => false,
  ) {
    this.#till = till;
    this.#navigation = navigation;
    this.#isDialogOpen = isDialogOpen;
    this.#times = times;
    this.#isAside = isAside;
  }

  /**
   * Where a scan goes. It is goods for the receipt wherever that can be seen: a scan never types into a field, never presses a button, never
   * closes what stands open. From the shift and the journal it leads back to the sale; what is half done in the settings or in a dialog
   * of theirs is not thrown away for it, so there the person is told.
   */
  hear(record: ScanRecord): void {
    const { heading, go } = this.#navigation;
    const leadsBack = heading === 'shift' || heading === 'journal';
    if (leadsBack && !this.#isDialogOpen()) go('sale');
    // One loaf that the scanner sent twice is one; of a marked unit the receipt says itself that it is there.
    if (record.repeats && record.scan.kind !== 'mark') return;
    this.missed = undefined;
    if (this.#navigation.place === 'sale') {
      if (this.#isAside(record)) return;
      // What the journal could not write, the sale tells.
      this.#till.sale
        .scan(record.text, record.delivery.at, {
          quiet: record.repeats,
          scan: record.scan,
          quantity: this.#times.take(),
        })
        .catch(() => undefined);
      return;
    }
    this.missed = record;
    this.#till.sounds.attention();
  }
}

export const [scanRouter, setScanRouter] = createContext<ScanRouter>();
