import { own } from '../../domain/base/own.ts';
import { isOwnerCode, isPin } from '../../domain/shop/pin.ts';
import type { PinGuard } from './pin.ts';
import type { Clock } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import type { Settings, SettingsChange } from '../ports/settings.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import { eventOf, type FieldChange } from '../../domain/journal/event.ts';
import { isSame, tellChanges } from './settings-events.ts';
import { fileOf, lockedChanges, readKeptSetup } from './setup-kept.ts';
import type { NewSecrets, SettingsAnswer } from './settings-answer.ts';

export interface SettingsDeps {
  readonly settings: Settings;
  readonly journal: Pick<Journal, 'record'>;
  readonly pin: Pick<PinGuard, 'try'>;
  readonly clock: Clock;
  /** The set-up by link as the settings keep it (setup-kept.ts): its locks hold for persons. */
  readonly setup: () => Promise<unknown>;
}

/**
 * What asks for the PIN once there is one: the PIN itself, and all that loosens what the law asks at a sale. The shop's clock is among them because the hours
 * of alcohol go by it; what sets prices without a person (goods by link) and what turns a label into weight or money (scales) are, too. Name, ККТ and ЛМ do not ask: a till whose ККТ has another address must be mended by whoever stands at it.
 */
const guarded: ReadonlySet<string> = new Set([
  'unverified',
  'refuted',
  'afterEmergency',
  'alcoholHours',
  'alcoholDates',
  'seniorActs',
  'timeZone',
  'catalogue.url',
  'catalogue.hours',
  'catalogue.whole',
  'scales',
  'pin',
  'ownerCode',
]);

/** Numbers that open something: told as secrets, kept in the open. */
const secretFields: ReadonlySet<string> = new Set(['kkt.password']);

/** Nothing of these can be sealed or hashed on a page that is not secure. */
const kept: ReadonlySet<string> = new Set(['lmPassword', 'tillKey', 'pin', 'ownerCode']);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every field of the shop that differs; `before` is absent at the first set-up. */
export function changesOf(before: Shop | undefined, after: Shop): FieldChange[] {
  const differing = (was: unknown, is: unknown, path: string): FieldChange[] => {
    if (isRecord(is) || isRecord(was)) {
      const [old, fresh] = [isRecord(was) ? was : {}, isRecord(is) ? is : {}];
      return [...new Set([...Object.keys(old), ...Object.keys(fresh)])].flatMap((key) =>
        differing(own(old, key), own(fresh, key), path === '' ? key : `${path}.${key}`),
      );
    }
    if (isSame(was, is)) return [];
    return [
      secretFields.has(path)
        ? { field: path, from: was === undefined ? 'none' : 'set', to: is === undefined ? 'none' : 'set' }
        : { field: path, from: was, to: is },
    ];
  };
  return differing(before, after, '');
}

const isSet = (is: boolean): 'set' | 'none' => (is ? 'set' : 'none');

/**
 * Saves what a person has changed, all of it or nothing, with the event of it. `before` is absent at the first set-up. `typedPin`: the PIN or the owner's
 * code, where it was asked for. `by`: a file set it, and no person: its own locks do not hold against it. The first PIN asks for nothing and brings an owner's code, which changes a forgotten PIN.
 */
export async function saveSettings(
  deps: SettingsDeps,
  before: Shop | undefined,
  shop: Shop,
  secrets: NewSecrets,
  typedPin?: string,
  by?: 'link',
): Promise<SettingsAnswer> {
  const { settings, journal, pin, clock } = deps;
  const { lmPassword, tillKey, pin: newPin, removePin = false, newOwnerCode = false } = secrets;
  const hasPin = await settings.hasPin();
  const isPinNew = newPin !== undefined && newPin !== '';
  // The form has told the person; a PIN that no keypad types would lock its owner out.
  if (isPinNew && !isPin(newPin)) throw new RangeError('not a PIN');
  const ownerCode =
    (isPinNew && !hasPin) || (newOwnerCode && (isPinNew || hasPin) && !removePin) ? settings.newOwnerCode() : undefined;
  if (ownerCode !== undefined && !isOwnerCode(ownerCode)) throw new RangeError('not an owner’s code');
  const hadLmPassword = lmPassword ? await settings.secret('lmPassword') : undefined;
  const hadTillKey = tillKey ? await settings.secret('tillKey') : undefined;
  const pinChanges: FieldChange[] = [];
  if (isPinNew) pinChanges.push({ field: 'pin', from: isSet(hasPin), to: 'set' });
  else if (removePin && hasPin) pinChanges.push({ field: 'pin', from: 'set', to: 'none' });
  const changes: FieldChange[] = [
    ...changesOf(before, shop),
    ...(lmPassword ? [{ field: 'lmPassword', from: isSet(!!hadLmPassword), to: 'set' }] : []),
    ...(tillKey ? [{ field: 'tillKey', from: isSet(!!hadTillKey), to: 'set' }] : []),
    ...pinChanges,
    ...(ownerCode === undefined ? [] : [{ field: 'ownerCode', from: isSet(hasPin), to: 'set' }]),
  ];
  if (changes.length === 0) return { kind: 'saved' };
  if (changes.some(({ field }) => kept.has(field)) && !settings.isSecure) return { kind: 'no-crypto' };

  const file = fileOf(readKeptSetup(await deps.setup()));
  const locked = lockedChanges(
    by === 'link' ? undefined : file,
    changes.map(({ field }) => field),
    before,
    shop,
    changesOf,
  );
  if (file && locked.length > 0) return { kind: 'locked-fields', by: file.from.name, fields: locked };

  const cashier = before?.cashier ?? shop.cashier;
  let allowedBy: 'pin' | 'owner-code' | undefined;
  const asked = hasPin ? changes.filter(({ field }) => guarded.has(field)) : [];
  if (asked.length > 0) {
    if (typedPin === undefined) return { kind: 'pin-asked' };
    const answer = await pin.try(typedPin, {
      data: { for: 'settings', fields: asked.map(({ field }) => field), cashier },
    });
    if (answer.kind !== 'right') return answer;
    allowedBy = answer.by;
  }

  let pinChange: SettingsChange['pin'];
  if (isPinNew) pinChange = { to: newPin };
  else if (removePin) pinChange = 'removed';
  const change: SettingsChange = {
    shop,
    lmPassword: lmPassword || undefined,
    tillKey: tillKey || undefined,
    ownerCode,
    pin: pinChange,
  };
  const kind = before ? 'settings-changed' : 'shop-set-up';
  // Of a new till the file has said what its owner was not asked.
  const setBy = file && !before ? 'link' : undefined;
  await settings.apply(change, eventOf(clock.now(), kind, { changes, by: by ?? allowedBy ?? setBy, cashier }));
  // Saved it is; what the journal cannot take now is told at the next start.
  await tellChanges({ settings, journal }).catch(() => undefined);
  return { kind: 'saved', ownerCode };
}
