import { expect, it } from 'vitest';
import * as ru from './texts.ru.ts';

it('each trouble of the ККТ is a phrase for «ККТ: …» and a sentence that says what to do', () => {
  for (const [trouble, { what, repair }] of Object.entries(ru.troubles)) {
    expect(what, trouble).toMatch(/^[^.!?]{4,40}$/);
    expect(repair, trouble).toMatch(/^[А-ЯЁ].*\.$/);
  }
});

it('each way a link fails has words of its own, and the rest of its detail is small print', () => {
  const words = ru.linkKinds.map((kind) =>
    ru.printerAdvice({ kind: 'not-connected', detail: `${kind}: NetworkError` }),
  );
  expect(new Set(words.map(({ what }) => what)).size).toBe(ru.linkKinds.length);
  for (const { detail } of words) expect(detail).toBe('NetworkError');
  expect(ru.printerAdvice({ kind: 'not-connected', detail: 'gone' })).toHaveProperty('detail', undefined);
  expect(ru.printerAdvice({ kind: 'not-connected', detail: "the maker's own words" })).toMatchObject({
    what: 'ККТ не подключена',
    detail: "the maker's own words",
  });
});
