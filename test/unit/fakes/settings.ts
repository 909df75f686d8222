/** The settings in memory, and a shop that is set up. */
import type { JournalEvent } from '../../../src/domain/journal/event.ts';
import type { Settings } from '../../../src/app/ports/settings.ts';
import type { Shop } from '../../../src/domain/shop/shop.ts';
import type { SaleDeps } from '../../../src/app/sale/sale.ts';
import { isOwnerCode, isPin, readAttempts } from '../../../src/domain/shop/pin.ts';
import { usualAlcoholHours } from '../../../src/domain/verdict/buyer.ts';

/** Secrets, PIN and owner's code lie open in `secrets`; `kept` holds what the real ones keep beside them, so that a reload can take both along. */
export interface MemorySettings extends Settings {
  shop: Shop | undefined;
  isSecure: boolean;
  readonly secrets: Map<string, string>;
  readonly kept: { attempts?: unknown; untold: JournalEvent[] };
}

export function memorySettings(shop?: Shop): MemorySettings {
  const secrets = new Map<string, string>();
  return {
    shop,
    secrets,
    kept: { untold: [] },
    isSecure: true,
    async load() {
      return this.shop;
    },
    secret: async (name) => secrets.get(name),
    async apply({ shop: changed, lmPassword, tillKey, pin, ownerCode }, event) {
      if (changed) this.shop = changed;
      for (const [name, value] of Object.entries({
        lmPassword,
        tillKey,
        ownerCode,
        pin: typeof pin === 'object' ? pin.to : undefined,
      }))
        if (value !== undefined) secrets.set(name, value);
      if (pin === 'removed') for (const name of ['pin', 'ownerCode']) secrets.delete(name);
      if (pin !== undefined) this.kept.attempts = undefined;
      if (event) this.kept.untold.push(event);
    },
    async untold() {
      return [...this.kept.untold];
    },
    async told(count) {
      this.kept.untold.splice(0, count);
    },
    hasPin: async () => secrets.has('pin'),
    async compare(typed) {
      if (isPin(typed) && secrets.get('pin') === typed) return 'pin';
      return isOwnerCode(typed) && secrets.get('ownerCode') === typed ? 'owner-code' : undefined;
    },
    newOwnerCode: () => '1234567890123456',
    async attempts(change) {
      const next = change(readAttempts(this.kept.attempts));
      this.kept.attempts = structuredClone(next);
      return next;
    },
  };
}

/** For sales that are about something else: no PIN is set. */
export const noPin: SaleDeps['pin'] = { try: async () => ({ kind: 'no-pin' }) };

export const realShop: Shop = {
  kind: 'real',
  name: 'Магазин',
  inn: '7700000000',
  till: '1',
  cashier: 'Петрова',
  taxation: 'usnIncome',
  vat: 'none',
  timeZone: 2,
  tsPiot: { way: 'none', shift: 'ask' },
  local: { way: 'direct', url: 'http://127.0.0.1:5995', login: 'admin' },
  unverified: 'forbid',
  kkt: { link: 'relay', password: 30, vat22: 'auto', shared: false },
  rounding: 'none',
  refuted: 'sell',
  afterEmergency: 'as-always',
  catalogue: { url: '', hours: 24, whole: false },
  alcoholHours: usualAlcoholHours,
  alcoholDates: [],
  brand: { name: '', colour: '' },
  // So that every cut of a receipt is tried at it as well.
  receiptText: ['Спасибо за покупку!'],
  scales: [],
  seniorActs: [],
};
