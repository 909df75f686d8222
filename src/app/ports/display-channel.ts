/** Between the window of the till and that of the buyer's display, in one browser: what one posts, the other hears. Messages are whatever the other build sends. */
export interface DisplayChannel {
  post(message: unknown): void;
  /** Calls `listener` for each message, until the returned function is called. */
  onMessage(listener: (message: unknown) => void): () => void;
}
