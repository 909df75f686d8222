import { receiptsOf } from './kkt.ts';
import { codeOf, expect, silenceLocal, test, type TillPage } from './till.ts';

/** By the button: right after a scan an Enter may still be the scanner's. */
const take = async (till: TillPage, text: string): Promise<void> => {
  await till.page
    .getByRole('dialog')
    .getByLabel(/^Сколько/)
    .fill(text);
  await till.button('Готово').click();
};

test.describe('on the paper of ШТРИХ-М', () => {
  test.use({ options: { kkt: {} } });

  test('measured goods with their measure, a part with its fraction, both sold in part', async ({ till, server }) => {
    await silenceLocal(server);
    const { kkt } = server;
    const [cheese, box] = [codeOf('weighed'), codeOf('in-parts')];
    await till.scan(cheese);
    await till.button(/^Сыр.* изменить$/).click();
    await take(till, '0,345');
    await till.scan(box);
    await till.button(/^Салфетки.* изменить$/).click();
    await take(till, '3');
    await expect(till.receipt.getByText('Можно продавать', { exact: true })).toHaveCount(2);
    await till.sell();
    const [receipt] = receiptsOf(kkt);
    expect(receipt).toMatchObject({ sum: 275_66 + 90_00 });
    expect(receipt?.tags[1059]).toMatchObject([
      { 1023: 345, 1043: 275_66, 1079: 799_00, 1212: 33, 2000: cheese, 2106: 15, 2108: 11, 2110: 2 },
      { 1023: 1000, 1043: 90_00, 1291: { 1292: '3/10', 1293: 3, 1294: 10 }, 2000: box, 2106: 15, 2108: 0, 2110: 2 },
    ]);
  });
});
