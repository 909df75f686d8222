import { expect, it } from 'vitest';
import { failureKinds } from '../../domain/code-check/answer.ts';
import * as ru from './texts.ru.ts';

it('each failure of each source is a phrase after its name and a sentence that says what to do', () => {
  for (const source of ['tspiot', 'online', 'local'] as const) {
    for (const kind of failureKinds) {
      expect(ru.failures[source][kind].what, kind).toMatch(/^[^.!?]{4,45}$/);
      expect(ru.failures[source][kind].repair, kind).toMatch(/^[A-ZА-ЯЁ].*\.$/);
    }
  }
});
