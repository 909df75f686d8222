import { expect, it } from 'vitest';
import { setupFileSchema } from '../../.config/setup-schema.ts';
import kept from '../../public/setup.schema.json' with { type: 'json' };

it('public/setup.schema.json is the one that the till reads by: npm run setup-file -- schema', () => {
  expect(kept).toEqual(setupFileSchema());
});
