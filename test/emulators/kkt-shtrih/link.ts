/** What a link protocol and the device behind it know of each other. kkt-shtrih §1. */

/** What became of a command that came whole. */
export type CommandOutcome =
  /** It is executed; the answer takes so long to be formed, and may be lost or damaged on its way. */
  | {
      readonly kind: 'answer';
      readonly answer: Uint8Array;
      readonly delayMs: number;
      readonly sent: 'whole' | 'lost' | 'garbled';
    }
  /** The frame counts as damaged: nothing was executed. */
  | { readonly kind: 'damaged' }
  /** Power or line are gone. */
  | { readonly kind: 'cut' };

export interface LinkPort {
  readonly send: (bytes: readonly number[] | Uint8Array) => void;
  /** `accept` is called once the frame is found good and before the command runs. */
  readonly take: (data: Uint8Array, accept: () => void) => CommandOutcome;
  /** The host has the answer (protocol 1). */
  readonly acknowledged: () => void;
  readonly after: (ms: number, act: () => void) => () => void;
  readonly byteTimeoutMs: () => number;
  /** The longest command that fits the device's buffer. */
  readonly maxLength: () => number;
}

/** One link protocol from the device's side. What the power takes with it dies with the object. */
export interface LinkProtocol {
  readonly receive: (bytes: Uint8Array) => void;
  readonly lineChanged: () => void;
}
