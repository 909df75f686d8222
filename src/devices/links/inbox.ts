/** What stands between a link's bytes and its one listener: keeps what came before the first, tells the end once, then is silent. */
import type { LinkFailure, LinkListener } from './link.ts';

export class Inbox {
  #listener: LinkListener | undefined;
  #kept: Uint8Array[] = [];
  #failure: LinkFailure | undefined;
  #told = false;

  /** Why nothing can be sent any more; undefined while the link lives. */
  get failure(): LinkFailure | undefined {
    return this.#failure;
  }

  listen(listener: LinkListener): void {
    this.#listener = listener;
    this.#tell();
  }

  bytes(chunk: Uint8Array): void {
    if (this.#failure) return;
    this.#kept.push(chunk);
    this.#tell();
  }

  /** The link went down. */
  end(failure: LinkFailure): void {
    if (this.#failure) return;
    this.#failure = failure;
    this.#tell();
  }

  /** The link was closed by its owner, who is told nothing more. */
  close(): void {
    this.#failure ??= { kind: 'gone', detail: 'The link was closed.' };
    this.#told = true;
    this.#kept = [];
  }

  #tell(): void {
    // A listener may close the link, or give its place away, in the middle.
    while (this.#listener && this.#kept.length > 0) this.#listener.bytes(this.#kept.shift() ?? new Uint8Array());
    if (!this.#listener || !this.#failure || this.#told) return;
    this.#told = true;
    this.#listener.down(this.#failure);
  }
}
