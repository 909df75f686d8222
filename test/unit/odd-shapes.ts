/** Shapes that are nearly right, for the readers of what others wrote. */
import fc from 'fast-check';
import { noon } from './clock.ts';
import { seed } from './tries.ts';

export const runs = { numRuns: 10_000, seed };

/** What a witness says of a journal: nearly right, it is kept by the till and by its gateway. */
export const witnessShape = {
  journal: 'j',
  since: noon,
  number: 5,
  events: 50,
  linked: 40,
  digest: 'd',
  at: noon,
  till: 't',
  hasPin: true,
  cards: 9,
};

/** Whatever JSON can hold, and the names that mean something to JavaScript. */
export const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<unknown>,
  fc.constantFrom<unknown>(
    null,
    undefined,
    '',
    '0',
    'true',
    'constructor',
    '__proto__',
    -1,
    0.5,
    1e300,
    Number.NaN,
    [],
    {},
    [[]],
    { length: 3 },
    true,
  ),
);

/** A good value with one of its places, at any depth, made odd, dropped or wrapped. */
export function nearly(good: unknown): fc.Arbitrary<unknown> {
  const places = pathsOf(good);
  return fc.oneof(
    { weight: 1, arbitrary: odd },
    {
      weight: 9,
      arbitrary: fc
        .tuple(
          fc.array(fc.tuple(fc.constantFrom(...places), odd, fc.constantFrom('set', 'drop', 'wrap', 'add')), {
            minLength: 1,
            maxLength: 3,
          }),
        )
        .map(([harms]) =>
          harms.reduce((value, [path, what, how]) => harm(value, path, what, how), structuredClone(good)),
        ),
    },
  );
}

const pathsOf = (value: unknown, at: readonly string[] = []): Array<readonly string[]> => [
  at,
  ...(typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, inner]) => pathsOf(inner, [...at, name]))
    : []),
];

function harm(value: unknown, [name, ...rest]: readonly string[], what: unknown, how: string): unknown {
  if (name === undefined) {
    if (how === 'wrap') return [value];
    if (how === 'drop') return undefined;
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return how === 'add' && isObject ? { ...value, more: what } : what;
  }
  if (typeof value !== 'object' || value === null) return value;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<string, unknown>;
  copy[name] = harm(copy[name], rest, what, how);
  return copy;
}
