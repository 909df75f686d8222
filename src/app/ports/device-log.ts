import type { EpochMs } from '../../domain/base/time.ts';

/** One command to the ККТ and what came of it: for whoever looks for a fault, without a word of what it was about. */
export interface DeviceExchange {
  readonly at: EpochMs;
  /** The number that the maker's protocol gives the command, FF45h as 0xFF45. A number, for a text may quote anything. */
  readonly code: number;
  /** From its first byte to the whole answer, or to the end of the wait. */
  readonly ms: number;
  /** `refused`: the device's own word. `rejected`: its frame came damaged. `failed`: no answer, or none that belongs to it. */
  readonly outcome: 'done' | 'refused' | 'rejected' | 'failed';
}
