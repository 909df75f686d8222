/** `public/setup.schema.json`, for editors of set-up files: made of the schema that the till itself reads by. */
import { toJsonSchema } from '@valibot/to-json-schema';
import { setupSchema } from '../src/domain/shop/setup-file.ts';

export const setupFileSchema = (): object => ({
  title: 'Файл настройки касс «Полтора»',
  ...toJsonSchema(setupSchema, { target: 'draft-07' }),
});
