/** Settings on their way to be saved: what comes beside the shop itself, and what became of them. Types only. */
import type { Lockable } from '../../domain/shop/setup-file.ts';
import type { PinRefusal } from './pin.ts';

/** Secrets that a person has typed anew; the others stay as they are. `tillKey`: asked by a gateway that listens to the network. */
export interface NewSecrets {
  readonly lmPassword?: string;
  readonly pin?: string;
  readonly tillKey?: string;
  /** No PIN any more. */
  readonly removePin?: boolean;
  /** Another code for the owner: the old one is lost, or there never was one. */
  readonly newOwnerCode?: boolean;
}

/** What became of settings that a person wanted saved. */
export type SettingsAnswer =
  /** `ownerCode`: to be shown once. `begin`: to be called when that is done, where the page starts anew. */
  | { readonly kind: 'saved'; readonly ownerCode?: string | undefined; readonly begin?: (() => void) | undefined }
  /** A PIN is set and guards what was changed: ask for it, and save again with it. */
  | { readonly kind: 'pin-asked' }
  /** Whoever set this till up by a link keeps these as they are. */
  | { readonly kind: 'locked-fields'; readonly by: string; readonly fields: readonly Lockable[] }
  | PinRefusal;
