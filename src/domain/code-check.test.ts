import { expect, it } from 'vitest';
import { checkRead, type CheckFailure, type CodeCheck } from './code-check.ts';

const proof = { reqId: '4d7b09a5-bb9c-43c1-bb0d-1300f95c4afc', reqTimestamp: 1_790_000_000_123 };
const failure: CheckFailure = { kind: 'server-error', status: 503, detail: 'занято' };
const answered: CheckFailure = { ...failure, raw: 'КАК ПРИШЛО' };
const raw = 'КАК ПРИШЛО';

it.each<readonly [CodeCheck, CodeCheck]>([
  [
    { source: 'online', answer: { cis: 'c', sold: true }, proof, raw },
    { source: 'online', answer: { cis: 'c', sold: true }, proof },
  ],
  [
    { source: 'local', answer: { sold: true }, proof, online: answered, raw },
    { source: 'local', answer: { sold: true }, proof, online: failure },
  ],
  [{ source: 'emergency', raw }, { source: 'emergency' }],
  [
    { source: 'none', online: answered, local: answered },
    { source: 'none', online: failure, local: failure },
  ],
])('a check as it was read is all of it but the raw answers: $source', (check, read) => {
  expect(checkRead(check)).toStrictEqual(read);
  // Journals of older builds.
  expect(checkRead(read)).toStrictEqual(read);
});
