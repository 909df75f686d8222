/** The device's side of protocol 1, «стандартный нижний уровень». kkt-shtrih §1.2. */
import type { LinkPort, LinkProtocol } from './link.ts';
import { ACK, ENQ, frame1, lrc, NAK, STX } from './wire.ts';

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'wait-stx' }
  /** Of the frame: everything after STX. */
  | { readonly kind: 'frame'; readonly bytes: number[] }
  | { readonly kind: 'executing' }
  | { readonly kind: 'wait-ack' };

export class Protocol1 implements LinkProtocol {
  readonly #port: LinkPort;
  #state: State = { kind: 'idle' };
  /** The frame formed and not acknowledged: re-sent after ENQ only, lost with the power. */
  #undelivered: Uint8Array | null = null;
  #stopTimer: (() => void) | null = null;

  constructor(port: LinkPort) {
    this.#port = port;
  }

  /** A new line: a half-read frame is forgotten, an undelivered answer is not. */
  lineChanged(): void {
    if (this.#state.kind !== 'executing') this.#rest();
  }

  receive(bytes: Uint8Array): void {
    for (const byte of bytes) this.#take(byte);
    this.#stopTimer?.();
    const timed = this.#state.kind === 'frame' || this.#state.kind === 'wait-stx';
    this.#stopTimer = timed
      ? this.#port.after(this.#port.byteTimeoutMs(), () => {
          this.#rest();
        })
      : null;
  }

  #rest(): void {
    this.#stopTimer?.();
    this.#state = { kind: 'idle' };
  }

  #take(byte: number): void {
    const state = this.#state;
    switch (state.kind) {
      case 'frame':
        state.bytes.push(byte);
        if (state.bytes.length === (state.bytes[0] ?? 0) + 2) this.#whole(state.bytes);
        return;
      case 'wait-stx':
        // §1.2 puts a device to rest at anything but STX. Not at ENQ: the official driver sends it twice in a row, once to connect and
        // once with its first command, and gives up without the second NAK (JPOS PrinterProtocol_1, connect and send).
        if (byte === ENQ) this.#port.send([NAK]);
        else this.#state = byte === STX ? { kind: 'frame', bytes: [] } : { kind: 'idle' };
        return;
      case 'executing':
        if (byte === ENQ) this.#port.send([ACK]);
        return;
      case 'wait-ack':
        if (byte === ACK) {
          this.#undelivered = null;
          this.#rest();
          this.#port.acknowledged();
          return;
        }
        this.#rest();
        if (byte !== NAK) this.#take(byte);
        return;
      case 'idle':
        if (byte === ENQ && this.#undelivered === null) {
          this.#port.send([NAK]);
          this.#state = { kind: 'wait-stx' };
        } else if (byte === ENQ) {
          this.#port.send([ACK]);
          this.#sendAnswer();
        } else if (byte === STX) {
          this.#state = { kind: 'frame', bytes: [] };
        }
    }
  }

  #whole(bytes: readonly number[]): void {
    this.#rest();
    if (bytes.length < 3 || lrc(bytes) !== 0) {
      this.#port.send([NAK]);
      return;
    }
    // The command takes the place of an answer nobody asked for: STX is accepted without ENQ (§1.2).
    this.#undelivered = null;
    this.#state = { kind: 'executing' };
    const outcome = this.#port.take(Uint8Array.from(bytes.slice(1, -1)), () => {
      this.#port.send([ACK]);
    });
    if (outcome.kind === 'cut') {
      this.#rest();
      return;
    }
    if (outcome.kind === 'damaged') {
      this.#rest();
      this.#port.send([NAK]);
      return;
    }
    const ready = (): void => {
      this.#undelivered = frame1(outcome.answer);
      if (outcome.sent === 'lost') {
        this.#rest();
        return;
      }
      this.#sendAnswer(outcome.sent === 'garbled');
    };
    if (outcome.delayMs > 0) this.#port.after(outcome.delayMs, ready);
    else ready();
  }

  #sendAnswer(garbled = false): void {
    if (this.#undelivered === null) return;
    this.#state = { kind: 'wait-ack' };
    const frame = Uint8Array.from(this.#undelivered);
    if (garbled) frame[frame.length - 1] = (frame.at(-1) ?? 0) ^ 0x55;
    this.#port.send(frame);
  }
}
