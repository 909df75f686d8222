/** The browser as a home of the till: whether it is installed, keeps what is stored, and how it is made to. */

/** Browsers that install a page by ways of their own. */
export type BrowserFamily = 'chrome' | 'edge' | 'yandex' | 'android' | 'apple' | 'other';

export interface DeviceFacts {
  /** Opened from its own icon, in a window without an address. */
  readonly isInstalled: boolean;
  /** The browser has offered to install it: `install` works. */
  readonly canInstall: boolean;
  /** The browser promised to keep what is stored; absent where it does not say. */
  readonly persisted: boolean | undefined;
  readonly family: BrowserFamily;
}

export interface DeviceDesk {
  look(): Promise<DeviceFacts>;
  /** From a click: shows the browser's own question. True: the person agreed. */
  install(): Promise<boolean>;
  /** From a click: asks for the promise. */
  persist(): Promise<boolean | undefined>;
}
