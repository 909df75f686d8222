/** An advice leads to the place where it is done. One that has no such place says here why. */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { printerWay, troubles } from '../printer/texts.ru.ts';
import { adviceWays } from '../advice/texts.ru.ts';
import { memory, status, clock } from './texts.ru.ts';
import { strip } from '../sources/texts.ru.ts';
import { hoursOf } from '../../domain/local-module/hours.ts';
import { epochMs } from '../../domain/base/time.ts';

interface Found {
  readonly at: string;
  readonly to?: unknown;
}

/** Whatever says what and how to repair it, however deep it stands. */
function advices(value: unknown, at: string): Found[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'what' in value && 'repair' in value ? [{ at, to: 'to' in value ? value.to : undefined }] : [];
  return [...own, ...Object.entries(value).flatMap(([key, inner]) => advices(inner, `${at}.${key}`))];
}

const ui = fileURLToPath(new URL('..', import.meta.url));
const texts = (
  await Promise.all(
    readdirSync(ui, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('texts.ru.ts'))
      .map(async (path) =>
        advices(await import(pathToFileURL(join(ui, path)).href), dirname(path).replaceAll('\\', '/')),
      ),
  )
).flat();

/** The words of a function stand for all that it may say. */
const hour = 3_600_000;
const said = advices(
  {
    old: strip.old(hoursOf({ lastSync: epochMs(0) }, epochMs(61 * hour))),
    unread: memory.unreadAdvice(['shop.timeZone']),
    relays: memory.unreadAdvice(['relays']),
    minimum: status.minimumAdvice('2026-12-31'),
    clock: clock.advice({ by: 'crpt', aheadMs: hour }),
  },
  'said',
);

/** Why there is no button, by where the advice stands. */
const nowhere: ReadonlyArray<readonly [at: RegExp, why: string]> = [
  [
    /^printer\.troubles/,
    'the strip takes the way from printerWay, the payment has buttons of its own (problem-note.ts)',
  ],
  [/^printer\.fnWarnings/, 'a new ФН is the work of a ЦТО'],
  [/^printer\.ofd/, 'nothing is to be done on the till'],
  [/^pay\.|^shift\./, 'stands in a note with buttons of its own'],
  [/^scanner\./, 'stands on the very screen where it is done'],
  [/^start\.|^set-up\./, 'stands on a screen with its buttons, before there is a till to lead through'],
  [/sources\.failures\.\w+\.outdated$/, 'a newer program comes by itself, or nobody has one'],
  [/sources\.failures\.\w+\.lm-bad-code$/, 'the goods are at the scanner'],
  [/^journal\/breaks\./, 'nobody can mend it: the page has to be secure'],
  [/shell\.memory\.noRoomAdvice$/, 'room is made in the files of the computer'],
  [/^said\.relays/, 'nothing is to be done'],
  [/^said\.minimum/, 'the new price comes with the program'],
  [/^said\.clock/, 'the time is set in the computer'],
];

it('each advice in every text of the screens has a button that leads on, or a reason why not', () => {
  // A glob that finds nothing would pass as well.
  expect(texts.length).toBeGreaterThan(100);
  const astray = [...texts, ...said].filter(({ at, to }) => {
    if (to !== undefined) return !Object.hasOwn(adviceWays, String(to));
    return !nowhere.some(([place]) => place.test(at));
  });
  expect(astray.map(({ at }) => at)).toEqual([]);
});

it('no reason stands for nothing', () => {
  const without = [...texts, ...said].filter(({ to }) => to === undefined);
  expect(nowhere.filter(([place]) => !without.some(({ at }) => place.test(at))).map(([, why]) => why)).toEqual([]);
});

it('each trouble of the ККТ leads somewhere from the strip', () => {
  for (const trouble of Object.keys(troubles) as Array<keyof typeof troubles>)
    expect(adviceWays).toHaveProperty(printerWay({ kind: 'refused', trouble }, true));
  expect(printerWay({ kind: 'refused', trouble: 'shift-expired' }, true)).toBe('shift');
  expect(printerWay({ kind: 'not-connected' }, false)).toBe('settings-kkt');
  expect(printerWay({ kind: 'not-connected', detail: 'no-place: NotFoundError' }, true)).toBe('settings-kkt');
  expect(printerWay({ kind: 'not-connected', detail: 'no-answer' }, true)).toBe('kkt');
});
