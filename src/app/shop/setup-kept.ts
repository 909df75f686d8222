/** What a till keeps of its set-up by link: the file that it goes by, whose it is, and which fields that locks. */
import * as v from 'valibot';
import { moment, orNothing, record } from '../../domain/base/fields.ts';
import type { EpochMs } from '../../domain/base/time.ts';
import { lockedAmong, readSetup, shopBy, type Lockable, type SetupFile } from '../../domain/shop/setup-file.ts';
import type { Shop } from '../../domain/shop/shop.ts';

/** Under this name the settings keep it. */
export const setupName = 'setup-link';

export interface KeptSetup {
  /** A link that nobody has answered yet. */
  readonly pending?: string | undefined;
  /** The file that the till goes by: where it lies, and its text as it was accepted. */
  readonly url?: string | undefined;
  readonly text?: string | undefined;
  /** Key of the first signed file that was accepted: from then on no other is. */
  readonly key?: string | undefined;
  /** When the file was last looked for. */
  readonly lookedAt?: EpochMs | undefined;
  /** Text of the file that was last put off: it is not offered again by itself. */
  readonly putOff?: string | undefined;
}

/** Longer than any file that is fetched. */
const long = v.pipe(v.string(), v.maxLength(300_000));
const schema = v.object({
  pending: orNothing(long),
  url: orNothing(long),
  text: orNothing(long),
  key: orNothing(long),
  lookedAt: orNothing(moment),
  putOff: orNothing(long),
});

export function readKeptSetup(value: unknown): KeptSetup {
  const told = v.safeParse(record, value);
  return v.parse(schema, told.success ? told.output : {});
}

export const fileOf = ({ text }: KeptSetup): SetupFile | undefined => {
  const read = text === undefined ? undefined : readSetup(text);
  return read?.ok ? read.value.file : undefined;
};

/** Of what a person wants to change, what is locked. Back to what the file says is no such change; nor is what a new till is first given where the file says nothing. */
export function lockedChanges(
  file: SetupFile | undefined,
  changed: readonly string[],
  before: Shop | undefined,
  shop: Shop,
  changesOf: (before: Shop, after: Shop) => ReadonlyArray<{ readonly field: string }>,
): Lockable[] {
  if (!file?.locked) return [];
  const wrong = changesOf(shop, shopBy(file, before ?? shop)).map(({ field }) => field);
  return lockedAmong(
    changed.filter((field) => wrong.includes(field)),
    file.locked,
  );
}
