/** The device's side of protocol 2, «альтернативный нижний уровень». kkt-shtrih §1.3. */
import type { LinkPort, LinkProtocol } from './link.ts';
import { crc16, frame2, fromLe } from './wire.ts';

export class Protocol2 implements LinkProtocol {
  readonly #port: LinkPort;
  /** What came after 8F, without stuffing; null outside a frame. */
  #frame: number[] | null = null;
  #escaped = false;
  #executing = false;
  /** NUM of the last command executed. A device that executed nothing names 1 (§5.2, vector 23). */
  #number = 1;
  #answer: Uint8Array | null = null;
  #stopTimer: (() => void) | null = null;

  constructor(port: LinkPort) {
    this.#port = port;
  }

  lineChanged(): void {
    this.#drop();
  }

  receive(bytes: Uint8Array): void {
    for (const byte of bytes) this.#take(byte);
    this.#stopTimer?.();
    this.#stopTimer =
      this.#frame === null
        ? null
        : this.#port.after(this.#port.byteTimeoutMs(), () => {
            this.#drop();
          });
  }

  #drop(): void {
    this.#frame = null;
    this.#escaped = false;
  }

  #take(byte: number): void {
    if (byte === 0x8f) {
      this.#frame = [];
      this.#escaped = false;
      return;
    }
    if (this.#frame === null) return;
    if (this.#escaped) {
      this.#escaped = false;
      if (byte === 0x81) this.#frame.push(0x8f);
      else if (byte === 0x83) this.#frame.push(0x9f);
      else {
        this.#drop();
        return;
      }
    } else if (byte === 0x9f) {
      this.#escaped = true;
      return;
    } else {
      this.#frame.push(byte);
    }
    this.#look(this.#frame);
  }

  #look(frame: readonly number[]): void {
    if (frame.length < 4) return;
    const length = fromLe(frame.slice(0, 2));
    // 1 is damage, 2 is an answer; a frame longer than the buffer cannot be taken in.
    if (length === 1 || length === 2 || length > this.#port.maxLength() + 2) {
      this.#drop();
      return;
    }
    if (frame.length < length + 4) return;
    this.#drop();
    if (crc16(frame.slice(0, -2)) !== fromLe(frame.slice(-2))) return;
    // While a command runs, its answer is what any request would get, and it is coming.
    if (this.#executing) return;
    const number = length === 0 ? null : fromLe(frame.slice(2, 4));
    if (number === ((this.#number + 1) & 0xffff)) this.#execute(number, Uint8Array.from(frame.slice(4, -2)));
    else this.#sendAnswer();
  }

  #execute(number: number, data: Uint8Array): void {
    this.#executing = true;
    const outcome = this.#port.take(data, () => undefined);
    if (outcome.kind !== 'answer') {
      this.#executing = false;
      return;
    }
    const ready = (): void => {
      this.#executing = false;
      this.#number = number;
      this.#answer = outcome.answer;
      if (outcome.sent !== 'lost') this.#sendAnswer(outcome.sent === 'garbled');
    };
    if (outcome.delayMs > 0) this.#port.after(outcome.delayMs, ready);
    else ready();
  }

  #sendAnswer(garbled = false): void {
    const frame = frame2(this.#number, this.#answer);
    if (garbled) frame[frame.length - 1] = (frame.at(-1) ?? 0) ^ 0x01;
    this.#port.send(frame);
  }
}
