import { expect, it } from 'vitest';
import { rules, ruleSources } from '../../domain/verdict/index.ts';
import { sourcesWords } from './texts.ru.ts';

it('names acts and points as people know them', () => {
  expect(sourcesWords(ruleSources['online-not-found'])).toBe(
    'ПП РФ от 21.11.2023 № 1944; Методические рекомендации ЦРПТ, п. 4, строка 1',
  );
  expect(sourcesWords(ruleSources['local-blocked'])).toBe('ПП РФ от 21.11.2023 № 1944, п. 17');
  expect(sourcesWords(ruleSources['online-not-in-circulation'])).toMatch(/случаи 5\.3 и 5\.4$/);
  expect(sourcesWords(ruleSources['online-price-above'])).toMatch(/№ 15-ФЗ, ст\. 13$/);
  expect(sourcesWords([])).toBe('Акт не найден');
});

it('a ban on a sale stands on an act; the till itself only warns, but for the rest of a package', () => {
  const own = rules.filter(
    ({ act, effect, id }) => act === 'sale' && effect === 'forbids' && ruleSources[id].length === 0,
  );
  expect(own.map(({ id }) => id)).toEqual(['online-not-enough']);
});
