/** Certification cases of ПМСР (online-check.md §5.5) over the emulators: each scanned in the till itself, with the words that the cashier reads. */
import { codeOfGood } from '../emulators/sample-codes.ts';
import { checkPath, codeOf, expect, silenceLocal, test, type TillPage } from './till.ts';

const GS = '\u001d';
const pack = '04601653035829';
const block = '04610136280571';

const ofPrice = (gtin: string, priceKopecks: number): string => codeOfGood(gtin, { priceKopecks });

/** The cashier sells the line for another price, as typed. */
async function price({ page }: TillPage, asked: string): Promise<void> {
  await page.getByRole('button', { name: / изменить$/ }).click();
  await page.getByLabel(/^Цена/).fill(asked);
  await page.getByRole('button', { name: 'Готово' }).click();
}

interface Case {
  readonly code: () => string;
  readonly words: RegExp;
  /** What it is sold for, where that is not what its card asks. */
  readonly price?: string;
}

const allowed = /Можно продавать/;
const cases: Readonly<Record<string, Case>> = {
  '5.1 not applied': { code: () => `0104670540176099215'W9Um${GS}93dGVz`, words: /не сообщил о нанесении/ },
  '5.2 not in circulation': { code: () => codeOf('not-introduced'), words: /не выпущен в продажу/ },
  '5.3 a tobacco pack in the grey zone': { code: () => codeOfGood(pack, { serial: 'Gr' }), words: allowed },
  '5.4 a tobacco block in the grey zone': { code: () => codeOf('gray-zone'), words: allowed },
  '5.5 withdrawn': { code: () => `0104670540176099215NN*cM${GS}93dGVz`, words: /уже продан/ },
  '5.6 blocked': { code: () => codeOf('blocked'), words: /заблокирован.*Роспотребнадзор/ },
  '5.7 expired': { code: () => codeOf('expired'), words: /просрочен: годен до \d\d\.\d\d\.\d{4}/ },
  // Below the decree of 153 roubles: the cases let it go, so the till does, and says so.
  '5.8 a block at its МРЦ, 90 roubles a pack': {
    code: () => `010461013628057121%798DM%${GS}8005090000${GS}93dGVz`,
    words: allowed,
    price: '900',
  },
  '5.10 a pack at its МРЦ, below 100 roubles': {
    code: () => `${pack}H;dV)bFABVUdGVz`,
    words: /Можно продавать.*цена 81,00 ₽ ниже минимальной 153,00/,
    price: '81',
  },
  '5.9 a block at its МРЦ, 180 roubles a pack': {
    code: () => ofPrice(block, 180_000),
    words: allowed,
    price: '1800,00',
  },
  '5.9 a block above its МРЦ': {
    code: () => ofPrice(block, 180_000),
    words: /цена .* выше МРЦ 1.800,00/,
    price: '1800,01',
  },
  '5.11 a pack at its МРЦ': { code: () => ofPrice(pack, 18_000), words: allowed, price: '180,00' },
  '5.11 a pack above its МРЦ': { code: () => ofPrice(pack, 18_000), words: /цена .* выше МРЦ 180,00/, price: '180,01' },
  '5.11 a pack below its МРЦ': {
    code: () => ofPrice(pack, 18_000),
    words: /Можно продавать.*цена .* ниже МРЦ 180,00/,
    price: '170,00',
  },
  '5.12 an unknown code': { code: () => codeOf('unknown'), words: /такого кода нет/ },
  '5.14 a wrong check code': { code: () => codeOf('bad-crypto'), words: /не прошёл проверку подлинности/ },
  '5.18 offline: ГИС МТ answers in 5 s, not in the black list': {
    code: () => codeOf('offline-allowed'),
    words: /Можно продавать \(офлайн\)/,
  },
  '5.20 offline: ГИС МТ answers in 5 s, in the black list': {
    code: () => codeOf('offline-blocked'),
    words: /заблокирован/,
  },
  '5.21 emergency': { code: () => codeOf('emergency'), words: /Аварийный режим: можно продавать/ },
  '5.23 the vet document is annulled': { code: () => codeOf('vet-annulled'), words: /заблокирован.*Россельхознадзор/ },
  '5.24 a pack below ЕМЦ': {
    code: () => ofPrice(pack, 12_000),
    words: /цена .* ниже минимальной 135,00/,
    price: '120,00',
  },
  '5.25 a block below ten times ЕМЦ': {
    code: () => ofPrice(block, 120_000),
    words: /цена .* ниже минимальной 1.350,00/,
    price: '1200,00',
  },
  '5.26 nicotine below its minimum': {
    code: () => codeOf('nicotine-below-minimum'),
    words: /цена .* ниже минимальной 200,00/,
  },
};

test('each case is told in its own words', async ({ till, server }) => {
  test.slow();
  const line = till.receipt.getByRole('listitem');
  const alarm = till.page.getByRole('alertdialog');
  for (const [name, { code, words, price: asked }] of Object.entries(cases)) {
    await test.step(name, async () => {
      await (name.includes('offline') ? server.emulators.lm.service.recover() : silenceLocal(server));
      await till.scan(code());
      if (asked !== undefined) await price(till, asked);
      await expect(line).toHaveText(words);
      const isAllowed = /[Мм]ожно/.test(words.source);
      if (isAllowed) await expect(alarm).toBeHidden();
      else await expect(alarm).toContainText('Отложите товар');
      await (
        isAllowed ? line.getByRole('button', { name: 'Убрать' }) : alarm.getByRole('button', { name: 'Убрать из чека' })
      ).click();
      await expect(line).toHaveCount(0);
    });
  }
});

for (const [name, fault] of Object.entries({
  '5.17 offline': { refuse: true },
  '5000': { code5000: true, path: checkPath },
  '504': { status: 504, path: checkPath },
} as const)) {
  test(`${name}: not in the black list`, async ({ till, server }) => {
    await server.emulators.cdn.service.fail(fault);
    await till.scan(codeOf('allowed'));
    await expect(till.receipt.getByRole('listitem')).toHaveText(/Можно продавать \(офлайн\)/);
  });
}

test('5.19 offline: in the black list', async ({ till, server }) => {
  await server.emulators.cdn.service.fail({ refuse: true });
  await till.scan(codeOf('blocked'));
  await expect(till.receipt.getByRole('listitem')).toHaveText(/Продавать нельзя.*заблокирован/);
});

for (const [name, { situation, group, words, ...row }] of Object.entries({
  'nicotine below its minimum': {
    situation: 'nicotine-below-minimum',
    group: 16,
    words: /Продавать нельзя.*цена .* ниже минимальной 200,00/,
  },
  'a tobacco pack below ЕМЦ': {
    situation: 'below-minimum',
    group: 3,
    // МРЦ of the pack; above it another rule speaks first.
    price: '120,00',
    words: /Продавать нельзя.*цена .* ниже минимальной 135,00/,
  },
} as const)) {
  test(`offline: ${name}, by the price that ЛМ tells to those who name the group`, async ({ till, server }) => {
    await server.emulators.cdn.service.fail({ refuse: true });
    await till.scan(codeOf(situation));
    if ('price' in row) await price(till, row.price);
    await expect(till.receipt.getByRole('listitem')).toHaveText(words);
    await expect(till.page.getByRole('alertdialog')).toContainText('Отложите товар');
    const asked = server.emulators.lm.service.requests.filter(({ path }) => path.endsWith('/cis/outCheck'));
    expect(asked.map(({ body }) => body)).toEqual([
      expect.objectContaining({ cis_list: [expect.objectContaining({ pg: group })] }),
    ]);
    // By worker and gateway: what a page asks itself bears its origin.
    expect(asked[0]?.headers).not.toHaveProperty('origin');
    await till.page.getByRole('alertdialog').getByRole('button', { name: 'Убрать из чека' }).click();
    await expect(till.receipt.getByRole('listitem')).toHaveCount(0);
  });
}

test('offline: nicotine at its minimum is sold', async ({ till, server }) => {
  await server.emulators.cdn.service.fail({ refuse: true });
  await till.scan(codeOf('nicotine'));
  await expect(till.receipt.getByRole('listitem')).toHaveText(/Можно продавать \(офлайн\)/);
  await till.sell();
});
