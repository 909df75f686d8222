import { expect, it } from 'vitest';
import type { CheckFailure, CodeCheck } from './answer.ts';
import { checkRead } from './stored-check.ts';

const proof = { reqId: '4d7b09a5-bb9c-43c1-bb0d-1300f95c4afc', reqTimestamp: 1_790_000_000_123 };
const failure: CheckFailure = { kind: 'server-error', status: 503, detail: 'занято' };
const answered: CheckFailure = { ...failure, raw: 'КАК ПРИШЛО' };
const raw = 'КАК ПРИШЛО';

it.each<readonly [CodeCheck, CodeCheck]>([
  [
    { source: 'online', facts: 'full', answer: { cis: 'c', sold: true }, proof, raw },
    { source: 'online', facts: 'full', answer: { cis: 'c', sold: true }, proof },
  ],
  [
    { source: 'local', facts: 'offline', answer: { sold: true }, proof, failures: { online: answered }, raw },
    { source: 'local', facts: 'offline', answer: { sold: true }, proof, failures: { online: failure } },
  ],
  [
    { source: 'emergency', by: 'online', raw },
    { source: 'emergency', by: 'online' },
  ],
  [
    { source: 'none', failures: { online: answered, local: answered } },
    { source: 'none', failures: { online: failure, local: failure } },
  ],
])('a check as it was read is all of it but the raw answers: $source', (check, read) => {
  expect(checkRead(check)).toStrictEqual(read);
  // Journals of older builds.
  expect(checkRead(read)).toStrictEqual(read);
});
