import { expect, it } from 'vitest';
import { settingsOf } from './tables.ts';

const silent = { fnTable: undefined, ofdTable: undefined, ffdTable: undefined, ffdField: undefined };

it('desktop firmware has its ФФД in table 17, whatever it says', () => {
  const settings = settingsOf({ ...silent, family: 'desktop', fnTable: 18, ofdTable: 19, ffdTable: 9, ffdField: 9 });
  expect(settings).toMatchObject({
    ffd: { table: 17, row: 1, field: 17 },
    fn: { table: 18, field: 4 },
    ofdPort: { table: 19, field: 2 },
    desktop: { noPrint: { table: 17, field: 7 }, markLimit: { table: 19, field: 8 } },
  });
  expect(settingsOf({ ...silent, family: 'desktop' })).toEqual(settings);
});

it('CashCore has it where it says, else in table 10', () => {
  expect(
    settingsOf({ ...silent, family: 'cashCore', fnTable: 13, ofdTable: 14, ffdTable: 10, ffdField: 38 }),
  ).toMatchObject({
    ffd: { table: 10, field: 38 },
    fn: { table: 13, field: 4 },
    ofdServer: { table: 14, field: 1 },
    desktop: undefined,
  });
  expect(settingsOf({ ...silent, family: 'cashCore' })).toMatchObject({
    ffd: { table: 10, field: 29 },
    fn: { table: 13, field: 4 },
  });
  // Firmware that has the field and nothing in it.
  expect(settingsOf({ family: 'cashCore', fnTable: 0, ofdTable: 0, ffdTable: 0, ffdField: 0 })).toEqual(
    settingsOf({ ...silent, family: 'cashCore' }),
  );
});
