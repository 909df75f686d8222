/** Short texts that outlive the page, outside IndexedDB. Neither throws: a browser that forbids them has none. */
export interface SmallMemory {
  get(name: string): string | null;
  set(name: string, value: string): void;
}

/** What the gateway remembers of its tills (`/relay/tills`). Undefined: it cannot be asked now, or keeps nothing. */
export interface GatewayMemory {
  /** The body of the answer; `'key'`: it wants the till key. */
  tills(): Promise<unknown>;
  till(id: string): Promise<unknown>;
  /** `refused`: it knows more than this till does. `accept`: a person has seen that. */
  put(id: string, body: unknown, accept: boolean): Promise<'kept' | 'refused' | undefined>;
}
