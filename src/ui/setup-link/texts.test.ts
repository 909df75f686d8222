/** What a right value looks like is said of each field that a set-up file may have, by the schema itself. */
import { expect, it } from 'vitest';
import schema from '../../../public/setup.schema.json' with { type: 'json' };
import { faultWords, formatOf, formats } from './texts.ru.ts';

interface Part {
  readonly properties?: Readonly<Record<string, Part>>;
  readonly items?: Part;
  readonly enum?: readonly string[];
  readonly pattern?: string;
}

/** Each place of the file with its schema, the whole of it left out. */
function places({ properties = {}, items }: Part, path = ''): Array<readonly [string, Part]> {
  const inside = Object.entries(properties).map(
    ([name, part]) => [path === '' ? name : `${path}.${name}`, part] as const,
  );
  const parts = [...inside, ...(items ? [[`${path}.*`, items] as const] : [])];
  return parts.flatMap(([at, part]) => [[at, part] as const, ...places(part, at)]);
}
const all = places(schema as Part);

it('names every field, and no other', () => {
  expect(Object.keys(formats).sort()).toEqual(all.map(([at]) => at).sort());
});

it.each(all.filter(([, part]) => part.enum))('%s: all its choices', (at, part) => {
  for (const choice of part.enum ?? []) expect(formatOf(at)).toContain(`"${choice}"`);
});

it.each(all.filter(([at, { pattern }]) => pattern !== undefined && /: "[^"]+"$/.test(formatOf(at) ?? '')))(
  '%s: its example is right',
  (at, { pattern = '' }) => {
    const [, example = ''] = /: "([^"]+)"$/.exec(formatOf(at) ?? '') ?? [];
    expect(example).toMatch(new RegExp(pattern, 'u'));
  },
);

it('is told with the field, whichever of a list it is; of what no file has, nothing', () => {
  expect(faultWords({ kind: 'wrong', field: 'policies.alcoholHours.6.0.from' })).toBe(
    'policies.alcoholHours.6.0.from: такое значение не подходит. Нужно: время суток в кавычках: "08:00".',
  );
  expect(faultWords({ kind: 'missing', field: 'local.url' })).toContain('Нужно: адрес в кавычках');
  expect(formatOf('constructor')).toBeUndefined();
  expect(faultWords({ kind: 'wrong', field: '' })).not.toContain('Нужно');
});
