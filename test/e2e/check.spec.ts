import { demoGoods } from '../emulators/demo-goods.ts';
import { makeCode } from '../emulators/sample-codes.ts';
import { checkPath, codeOf, expect, silenceLocal, test, TillPage } from './till.ts';

const allowed = 'Можно продавать';
const offline = 'Можно продавать (офлайн)';

test('an allowed item is checked online, paid in cash and printed with its proof', async ({ till, server }) => {
  await silenceLocal(server);
  const code = codeOf('allowed');
  await till.scan(code);
  await expect(till.line('Молоко')).toContainText(allowed);
  await expect(till.line('Молоко')).not.toContainText(offline);
  await till.sell();
  await expect(till.page.getByText('НЕ ФИСКАЛЬНЫЙ ДОКУМЕНТ').first()).toBeVisible();
  await expect(till.page.getByText('ФД № 2').first()).toBeVisible();

  const [document] = await till.documents();
  expect(document?.document[1059][0]).toMatchObject({
    2000: code,
    1212: 33,
    1260: { 1262: '030', 1263: '21.11.2023', 1264: '1944' },
  });
  expect(await till.proof()).toMatch(/^UUID=[0-9a-f-]{36}&Time=\d{13}$/);
  await expect(till.page.getByText(/UUID=[0-9a-f-]{36}&Time=\d{13}/).first()).toBeVisible();

  // What was asked is what the service wants: the full code, GS as a character, our ФН.
  const asked = server.emulators.cdn.service.requests.find(({ path }) => path.endsWith('/codes/check'));
  expect(asked?.body).toMatchObject({ codes: [code], fiscalDriveNumber: expect.stringMatching(/^\d{16}$/) });
  // And ЛМ was told of the sale: КИ only.
  await expect.poll(() => [...server.emulators.lm.sold]).toEqual([code.split('\u001d')[0]]);
});

test('online hangs: ЛМ gives the verdict, and the receipt says so', async ({ till, server }) => {
  await server.emulators.cdn.service.fail({ hang: true, path: checkPath });
  const code = codeOf('allowed');
  await till.scan(code);
  await expect(till.line('Молоко')).toContainText(offline);
  await till.sell('Безналичные');
  expect(await till.proof()).toMatch(/^UUID=[0-9a-f-]{36}&Time=\d{13}&Inst=[0-9a-f-]{36}&Ver=.+$/);
  expect(server.emulators.lm.service.requests.find(({ path }) => path.endsWith('/cis/outCheck'))?.body).toMatchObject({
    cis_list: [{ cis: code.split('\u001d')[0], pg: 8 }],
  });
});

test('a code in the black list of ЛМ is refused offline', async ({ till }) => {
  await till.scan(codeOf('offline-blocked'));
  await expect(till.receipt).toContainText('Продавать нельзя');
  await expect(till.receipt).toContainText(/заблокирован/i);
});

test('a pack dearer than the МРЦ printed on it is refused', async ({ till }) => {
  const pack = demoGoods.find(({ gtin }) => gtin === '04601653035829');
  if (!pack) throw new Error('no such pack');
  await till.scan(makeCode(pack, { priceKopecks: 14_000 }));
  await expect(till.receipt).toContainText('Продавать нельзя');
  await expect(till.receipt).toContainText(/140/);
});

test('offline, what ЛМ knows as sold or has in its grey list is refused', async ({ till, server }) => {
  await server.emulators.cdn.service.fail({ refuse: true });
  const sold = codeOf('allowed');
  server.emulators.lm.sold.add(sold.split('\u001d')[0] ?? '');
  await till.scan(sold);
  await expect(till.line('Молоко')).toContainText('Продавать нельзя');
  await expect(till.line('Молоко')).toContainText(/продан/i);
  await till.scan(codeOf('grey-gtin'));
  await expect(till.receipt.getByRole('listitem').filter({ hasText: 'Продавать нельзя' })).toHaveCount(2);
});

test('online dead from the start: ЛМ at once, and the strip says so', async ({ till, server }) => {
  await server.emulators.cdn.service.fail({ refuse: true });
  await till.scan(codeOf('allowed'));
  await expect(till.line('Молоко')).toContainText(offline);
  await expect(till.button(/^Честный ЗНАК: /)).toBeVisible();
});

for (const [name, fault] of Object.entries({
  'the key is refused (401)': { status: 401 },
  'an outdated address (410)': { status: 410 },
  'our request is refused (400)': { status: 400 },
  'too many requests (429)': { status: 429 },
  'the server is broken (500)': { status: 500 },
  'the cross-border service is down (5000)': { code5000: true },
  'no JSON': { badJson: true },
  'JSON cut off': { truncatedJson: true },
  'the answer breaks off': { reset: true },
} as const)) {
  test(`${name}: ЛМ gives the verdict`, async ({ till, server }) => {
    await server.emulators.cdn.service.fail({ ...fault, path: checkPath });
    await till.scan(codeOf('allowed'));
    await expect(till.line('Молоко')).toContainText(offline);
  });
}

test('nobody else can answer: online runs on past 1.5 s, the line says so, and its late verdict counts', async ({
  till,
  server: { emulators },
}) => {
  await emulators.lm.service.fail({ refuse: true });
  await emulators.cdn.service.fail({ latencyMs: 3_000, path: checkPath });
  await till.scan(codeOf('allowed'));
  await expect(till.line('Молоко')).toContainText('Проверка идёт дольше обычного');
  // The queue goes on meanwhile.
  await till.quick(/Хлеб/).click();
  await expect(till.line('Молоко')).toContainText('Можно продавать');
  await expect(till.line('Молоко')).not.toContainText('дольше обычного');
  await till.sell();
  expect(await till.proof()).toMatch(/^UUID=/);
});

test('neither answers: no verdict, with cause and repair; the repeated check finds them well again', async ({
  till,
  server,
}) => {
  await server.emulators.cdn.service.fail({ refuse: true });
  await server.emulators.lm.service.fail({ refuse: true });
  await till.scan(codeOf('allowed'));
  const line = till.line('Молоко');
  await expect(line).toContainText('Проверить не удалось');
  await expect(line).toContainText('ЛМ ЧЗ');
  await expect(till.pay).toBeDisabled();
  await expect(line.getByRole('button', { name: 'Убрать' })).toBeVisible();

  await server.emulators.cdn.service.recover();
  await server.emulators.lm.service.recover();
  await line.getByRole('button', { name: 'Повторить проверку' }).click();
  await expect(line).toContainText(allowed);
  await till.sell();
});

test('ЛМ that has not synchronised for 72 h gives no verdict and says why', async ({ till, server }) => {
  await server.emulators.cdn.service.fail({ refuse: true });
  await server.emulators.lm.service.fail({ lastSyncAgeMs: 73 * 3_600_000 });
  await till.scan(codeOf('allowed'));
  await expect(till.line('Молоко')).toContainText('Проверить не удалось');
  await expect(till.line('Молоко')).toContainText(/72/);
});

test('emergency mode (203): sold without a proof', async ({ till, server }) => {
  await server.emulators.cdn.service.fail({ emergency: true });
  await till.scan(codeOf('allowed'));
  await expect(till.line('Молоко')).toContainText('Аварийный режим: можно продавать');
  await till.sell();
  expect(await till.proof()).toBeUndefined();
});

test('a burst of scans: every line gets its own verdict', async ({ till, server }) => {
  await silenceLocal(server);
  for (const situation of ['allowed', 'tobacco-pack', 'expired', 'allowed', 'gray-zone'] as const)
    await till.scan(codeOf(situation));
  await expect(till.receipt.getByRole('listitem')).toHaveCount(5);
  await expect(till.receipt.getByRole('listitem').filter({ hasText: 'Продавать нельзя' })).toHaveCount(1);
  await expect(till.receipt.getByRole('listitem').filter({ hasText: allowed })).toHaveCount(4);
});

test('a tobacco pack goes to ЛМ as 21 characters', async ({ till, server }) => {
  await server.emulators.cdn.service.fail({ refuse: true });
  const code = codeOf('tobacco-pack');
  await till.scan(code);
  await expect(till.receipt).toContainText(offline);
  expect(server.emulators.lm.service.requests.find(({ path }) => path.endsWith('/cis/outCheck'))?.body).toMatchObject({
    cis_list: [{ cis: code.slice(0, 21), pg: 3 }],
  });
});

test.describe('ЛМ of version 1', () => {
  test.use({ options: { emulators: { lm: { api: 'v1' } } } });
  test('is asked in its own way', async ({ till, server }) => {
    await server.emulators.cdn.service.fail({ refuse: true });
    await till.scan(codeOf('allowed'));
    await expect(till.line('Молоко')).toContainText(offline);
    await till.sell();
    await expect.poll(() => server.emulators.lm.sold.size).toBe(1);
  });
});

test.describe('without a worker (as after a hard reload)', () => {
  test.use({ serviceWorkers: 'block' });
  test('the page runs the same race itself', async ({ page, server }) => {
    const till = new TillPage(page);
    await page.goto(server.url);
    await till.ready();
    await silenceLocal(server);
    // The page's own checker was fetched late, and has no list of hosts yet: the base of the emulated contour checks nothing itself.
    const asked = (): number => server.emulators.cdn.service.requests.filter(({ path }) => /health/.test(path)).length;
    await expect.poll(asked).toBeGreaterThan(0);
    await till.scan(codeOf('allowed'));
    await expect(till.line('Молоко')).toContainText(allowed);
    await server.emulators.lm.service.recover();
    await server.emulators.cdn.service.fail({ hang: true, path: checkPath });
    await till.scan(codeOf('tobacco-pack'));
    await expect(till.line('Сигареты')).toContainText(offline);
    await till.sell();
    expect(await till.proof(0)).not.toContain('&Inst=');
    expect(await till.proof(1)).toContain('&Inst=');
  });
});

test('the worker is killed between two scans: what it knew survives', async ({ till, server }) => {
  // Three checks that miss the deadline: the pause of online is state that a new worker must know of.
  await server.emulators.cdn.service.fail({ hang: true });
  for (let count = 1; count <= 3; count += 1) {
    await till.scan(codeOf('allowed'));
    await expect(till.line(offline)).toHaveCount(count);
  }
  await till.killWorker();
  server.emulators.cdn.service.forgetRequests();
  await till.scan(codeOf('allowed'));
  await expect(till.line(offline)).toHaveCount(4);
  expect(server.emulators.cdn.service.requests.filter(({ path }) => path.endsWith('/codes/check'))).toHaveLength(0);

  await server.emulators.cdn.service.recover();
  await till.killWorker();
  await till.scan(codeOf('allowed'));
  await expect(till.receipt.getByRole('listitem')).toHaveCount(5);
  await expect(till.receipt).not.toContainText('Проверка…');
});
