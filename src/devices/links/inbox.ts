/** What stands between a link's bytes and its one listener: keeps what came before the first, tells the end once, then is silent. */
import type { LinkFailure, LinkListener } from './link.ts';

/** So much is kept for a listener that is not there yet: as many bytes as the browser's own buffer holds. The oldest makes way. */
const MOST_BYTES = 16 * 1024;
const MOST_CHUNKS = 1024;

export class Inbox {
  #listener: LinkListener | undefined;
  #kept: Uint8Array[] = [];
  #keptBytes = 0;
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
    if (this.#failure || chunk.length === 0) return;
    this.#kept.push(chunk);
    this.#keptBytes += chunk.length;
    // One chunk, however long, is in memory already.
    while (this.#kept.length > 1 && (this.#keptBytes > MOST_BYTES || this.#kept.length > MOST_CHUNKS)) this.#take();
    this.#tell();
  }

  /** Nobody to tell is nobody who could let go. */
  wanted(): void {
    if (!this.#failure && !this.#told) this.#listener?.wanted?.();
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
    this.#keptBytes = 0;
  }

  #take(): Uint8Array {
    const chunk = this.#kept.shift() ?? new Uint8Array();
    this.#keptBytes -= chunk.length;
    return chunk;
  }

  #tell(): void {
    // A listener may close the link, or give its place away, in the middle.
    while (this.#listener && this.#kept.length > 0) this.#listener.bytes(this.#take());
    if (!this.#listener || !this.#failure || this.#told) return;
    this.#told = true;
    this.#listener.down(this.#failure);
  }
}
