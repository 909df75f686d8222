import type { JournalEvent } from '../../domain/journal/event.ts';
import type { PinAttempts } from '../../domain/shop/pin.ts';
import type { Shop } from '../../domain/shop/shop.ts';

/** What is changed at one stroke. What is absent stays as it is. */
export interface SettingsChange {
  readonly shop?: Shop | undefined;
  readonly lmPassword?: string | undefined;
  readonly tillKey?: string | undefined;
  /** A new one; or none any more, and then its owner's code goes, too. */
  readonly pin?: { readonly to: string } | 'removed' | undefined;
  readonly ownerCode?: string | undefined;
}

/** `lmPassword` and `tillKey` are kept sealed. PIN and owner's code are kept as slow hashes: never read back, only compared. */
export interface Settings {
  /** The shop as it was stored, by whatever build: `readShop` reads it. */
  load(): Promise<unknown>;
  secret(name: 'lmPassword' | 'tillKey'): Promise<string | undefined>;
  /** Whether this page may seal and hash: browsers give WebCrypto to https and to this very machine only. Without it no secret can be kept and no PIN compared. */
  readonly isSecure: boolean;
  /** All of it or nothing, together with the event that tells of it: two databases have no common transaction, and no change may be without its record. */
  apply(change: SettingsChange, event: JournalEvent | undefined): Promise<void>;
  /** Events that came with changes and are not in the journal yet, oldest first. */
  untold(): Promise<readonly JournalEvent[]>;
  /** So many of the oldest are in the journal. */
  told(count: number): Promise<void>;
  hasPin(): Promise<boolean>;
  /** Whose it is: the PIN's or the owner's code. Does not count: see `app/shop/pin.ts`. */
  compare(pin: string): Promise<'pin' | 'owner-code' | undefined>;
  /** A code for an owner, digits by chance. Not kept until it is applied. */
  newOwnerCode(): string;
  /** Changes the count of wrong PINs in one transaction, and resolves with what is kept now. `change` may be called more than once. */
  attempts(change: (was: PinAttempts) => PinAttempts): Promise<PinAttempts>;
}
