/** The shop's settings and secrets. Secrets are sealed with a key that cannot leave this browser (platform.md II.14); PIN and owner's code are hashed. */
import { Dexie, type Table } from 'dexie';
import type { JournalEvent } from '../domain/journal/event.ts';
import type { Settings } from '../app/ports/settings.ts';
import { isOwnerCode, isPin, noAttempts, ownerCodeLength, readAttempts } from '../domain/shop/pin.ts';
import { hashPin, isHashOf, iterations, readHashed } from './pin-hash.ts';

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
  /** Takes a value that cannot be read out of the way, and keeps it for whoever looks into it. */
  putAside(name: string, at: number): Promise<void>;
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
    try {
      const bytes = await crypto.subtle.decrypt(
        { name: 'AES-GCM', iv: sealed.iv, additionalData: new TextEncoder().encode(secret) },
        await sealingKey(),
        sealed.data,
      );
      return new TextDecoder().decode(bytes);
    } catch {
      // Its key or its bytes are damaged: it is as good as gone, and is typed anew. It must not end a start.
      return undefined;
    }
  }
  async function seal(secret: string, value: string): Promise<Sealed> {
    const key = await sealingKey();
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const data = await crypto.subtle.encrypt(
      { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(secret) },
      key,
      new TextEncoder().encode(value),
    );
    return { name: secret, iv, data };
  }
  const recall = async (value: string): Promise<unknown> => (await db.values.get(value))?.value;
  const isSecure = 'subtle' in crypto;

  /** An older build kept the PIN sealed: whoever runs in this origin could have read it. */
  async function carryOver(): Promise<void> {
    const sealed = await unseal('pin');
    if (sealed === undefined) return;
    const hashed = await hashPin(crypto, sealed);
    await db.transaction('rw', db.values, db.secrets, async () => {
      if (!(await db.values.get('pin'))) await db.values.put({ name: 'pin', value: hashed });
      await db.secrets.delete('pin');
    });
  }
  // What fails now is tried once more when the PIN is entered, and told then.
  if (isSecure) await carryOver().catch(() => undefined);

  async function isRecord(name: 'pin' | 'ownerCode', typed: string): Promise<boolean> {
    const stored = readHashed(await recall(name));
    if (!stored || !(await isHashOf(crypto, typed, stored))) return false;
    // Machines grow faster, and so must the hash.
    if (stored.iterations < iterations) await db.values.put({ name, value: await hashPin(crypto, typed) });
    return true;
  }
  const untold = async (): Promise<readonly JournalEvent[]> => {
    const kept = await recall('untold');
    return Array.isArray(kept) ? kept.filter(isEvent) : [];
  };

  return {
    load: () => recall('shop'),
    secret: unseal,
    isSecure,
    async apply({ shop, lmPassword, tillKey, pin, ownerCode }, event) {
      // IndexedDB ends a transaction that waits for anything else, so all that takes time comes before it.
      const sealed = await Promise.all(
        Object.entries({ lmPassword, tillKey }).flatMap(([name, value]) =>
          value === undefined ? [] : [seal(name, value)],
        ),
      );
      const hashedPin = typeof pin === 'object' ? await hashPin(crypto, pin.to) : undefined;
      const hashedCode = ownerCode === undefined ? undefined : await hashPin(crypto, ownerCode);
      await db.transaction('rw', db.values, db.secrets, async () => {
        if (shop) await db.values.put({ name: 'shop', value: shop });
        await db.secrets.bulkPut(sealed);
        if (pin !== undefined) {
          await db.secrets.delete('pin');
          // The old one was right, or there was none: what was tried before counts no more.
          await db.values.bulkDelete(['pin-attempts', ...(hashedPin ? [] : ['pin', 'ownerCode'])]);
        }
        if (hashedPin) await db.values.put({ name: 'pin', value: hashedPin });
        if (hashedCode) await db.values.put({ name: 'ownerCode', value: hashedCode });
        if (event) await db.values.put({ name: 'untold', value: [...(await untold()), event] });
      });
    },
    untold,
    told: (count) =>
      db.transaction('rw', db.values, async () => {
        const left = (await untold()).slice(count);
        await (left.length > 0 ? db.values.put({ name: 'untold', value: left }) : db.values.delete('untold'));
      }),
    hasPin: async () => (await db.values.get('pin')) !== undefined || (await db.secrets.get('pin')) !== undefined,
    async compare(typed) {
      await carryOver();
      if (isPin(typed) && (await isRecord('pin', typed))) return 'pin';
      return isOwnerCode(typed) && (await isRecord('ownerCode', typed)) ? 'owner-code' : undefined;
    },
    newOwnerCode() {
      // A byte has 25 whole tens: what is above would make some digits likelier.
      const digits: number[] = [];
      while (digits.length < ownerCodeLength)
        digits.push(
          ...[...crypto.getRandomValues(new Uint8Array(ownerCodeLength))]
            .filter((byte) => byte < 250)
            .map((byte) => byte % 10),
        );
      return digits.slice(0, ownerCodeLength).join('');
    },
    attempts: (change) =>
      db.transaction('rw', db.values, async () => {
        const next = change(readAttempts(await recall('pin-attempts')));
        await (next === noAttempts
          ? db.values.delete('pin-attempts')
          : db.values.put({ name: 'pin-attempts', value: next }));
        return next;
      }),
    async remember(value, what) {
      await db.values.put({ name: value, value: what });
    },
    recall,
    putAside: (value, at) =>
      db.transaction('rw', db.values, async () => {
        const found = await db.values.get(value);
        if (!found) return;
        await db.values.put({ name: `aside:${value}:${at}`, value: found.value });
        await db.values.delete(value);
      }),
    close: () => db.close(),
  };
}

const isEvent = (value: unknown): value is JournalEvent =>
  typeof value === 'object' &&
  value !== null &&
  'at' in value &&
  typeof value.at === 'number' &&
  'kind' in value &&
  typeof value.kind === 'string';
