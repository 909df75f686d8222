/** The shop's settings and secrets. Secrets are sealed with a key that cannot leave this browser (platform.md II.14). */
import { Dexie, type Table } from 'dexie';
import type { Settings, Shop } from '../app/ports.ts';

interface Sealed {
  readonly name: string;
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly data: ArrayBuffer;
}

class SettingsDatabase extends Dexie {
  declare readonly values: Table<{ readonly name: string; readonly value: unknown }, string>;
  declare readonly secrets: Table<Sealed, string>;
  declare readonly keys: Table<{ readonly name: string; readonly key: CryptoKey }, string>;

  constructor(name: string) {
    super(name, { chromeTransactionDurability: 'strict', cache: 'disabled' });
    this.version(1).stores({ values: 'name', secrets: 'name', keys: 'name' });
  }
}

/** `values` keeps also what the till remembers of the gateway. */
export interface OpenSettings extends Settings {
  remember(name: string, value: unknown): Promise<void>;
  recall(name: string): Promise<unknown>;
  close(): void;
}

export async function openSettings(crypto: Crypto, name = 'poltora-settings'): Promise<OpenSettings> {
  const db = new SettingsDatabase(name);
  await db.open();

  async function sealingKey(): Promise<CryptoKey> {
    const stored = await db.keys.get('seal');
    if (stored) return stored.key;
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    // Another tab may have been quicker: the first key stays.
    await db.keys.add({ name: 'seal', key }).catch(() => undefined);
    return (await db.keys.get('seal'))?.key ?? key;
  }
  async function unseal(secret: string): Promise<string | undefined> {
    const sealed = await db.secrets.get(secret);
    if (!sealed) return undefined;
    const bytes = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: sealed.iv, additionalData: new TextEncoder().encode(secret) },
      await sealingKey(),
      sealed.data,
    );
    return new TextDecoder().decode(bytes);
  }
  const recall = async (value: string): Promise<unknown> => (await db.values.get(value))?.value;

  return {
    load: async () => (await recall('shop')) as Shop | undefined,
    async save(shop) {
      await db.values.put({ name: 'shop', value: shop });
    },
    secret: unseal,
    async keep(secret, value) {
      const key = await sealingKey();
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const data = await crypto.subtle.encrypt(
        { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(secret) },
        key,
        new TextEncoder().encode(value),
      );
      await db.secrets.put({ name: secret, iv, data });
    },
    hasPin: async () => (await db.secrets.get('pin')) !== undefined,
    isPin: async (value) => value !== '' && (await unseal('pin')) === value,
    async remember(value, what) {
      await db.values.put({ name: value, value: what });
    },
    recall,
    close: () => db.close(),
  };
}
