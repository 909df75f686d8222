/**
 * Scan to verdict, in real Chromium, production build, real worker, gateway and emulators on loopback. Beside ours, in the same run and
 * taking turns with it: a plain `fetch` of the online check, and the plain sequential "wait 1.5 s, then ask ЛМ".
 */
import { chromium, type Page } from 'playwright';
import { findChromium } from '../../.config/chromium.mjs';
import { checkPath, codeOf, TillPage, TillServer } from '../e2e/till.ts';
import type { CheckReply, CheckRequest } from '../../src/app/ports/checker.ts';

type Way = 'ours' | 'sequential' | 'plain fetch';
/** Starts of a page that the rows of the first scan are taken from. */
const coldStarts = 12;
/** ms of ЛМ's own time in the offline rows. */
const localMs = 200;

interface Row {
  readonly name: string;
  readonly samples: number;
  readonly ways: readonly Way[];
  readonly fault: { latencyMs?: number; hang?: true; refuse?: true } | undefined;
  /** Online is given up beforehand: three checks in a row have missed the deadline. */
  readonly known?: true;
}

const rows: readonly Row[] = [
  { name: 'online 50 ms', samples: 60, ways: ['ours', 'sequential', 'plain fetch'], fault: { latencyMs: 50 } },
  { name: 'online 300 ms', samples: 30, ways: ['ours', 'sequential', 'plain fetch'], fault: { latencyMs: 300 } },
  { name: 'online 1400 ms', samples: 12, ways: ['ours', 'sequential', 'plain fetch'], fault: { latencyMs: 1400 } },
  { name: 'online hangs', samples: 20, ways: ['ours', 'sequential'], fault: { hang: true } },
  { name: 'online refused', samples: 30, ways: ['ours', 'sequential'], fault: { refuse: true } },
  { name: 'known offline', samples: 12, ways: ['ours', 'sequential'], fault: { hang: true }, known: true },
];

const server = await TillServer.start();
const { cdn, lm } = server.emulators;
const browser = await chromium.launch(findChromium());
try {
  const context = await browser.newContext();
  // tsx names inner functions through a helper that a page does not have.
  await context.addInitScript('globalThis.__name = (named) => named');
  const till = await new TillPage(await context.newPage()).open(server.url);
  await lm.service.fail({ latencyMs: localMs });
  const host = new URL(cdn.hosts[0] ?? '').host;
  const setup: CheckRequest['setup'] = {
    cdn: new URL(cdn.base).host,
    local: { url: '/relay/lm', login: lm.login, password: lm.password },
    fn: '0000000000000150',
    timeZone: 2,
  };

  console.log(
    `Chromium ${browser.version()}, Node ${process.version}; ЛМ answers in ${localMs} ms where it is asked. ms from the scan to the verdict.\n`,
  );
  console.log(
    ['', 'n', 'median', 'p95', 'p99', 'max', 'verdicts']
      .map((cell, index) => (index === 0 ? cell.padEnd(34) : cell.padStart(9)))
      .join(''),
  );
  const medians = new Map<string, number>();
  for (const row of rows) {
    const results = new Map<Way, Sample[]>(row.ways.map((way) => [way, []]));
    for (let count = 0; count < row.samples; count += 1) {
      for (const way of row.ways) results.get(way)?.push(await sample(till.page, row, way, host, setup));
    }
    for (const [way, samples] of results) {
      medians.set(`${row.name}/${way}`, print(`${row.name}: ${way}`, samples));
    }
  }
  await cdn.service.recover();
  await cdn.service.fail({ latencyMs: 50, path: checkPath });
  for (const [name, isFresh] of [
    ['first scan after a start, 50 ms', false],
    ['first scan of a new till, 50 ms', true],
  ] as const) {
    const samples: Sample[] = [];
    for (let count = 0; count < coldStarts; count += 1) samples.push(await firstScan(isFresh, setup));
    medians.set(name, print(name, samples));
  }
  const of = (key: string): number => medians.get(key) ?? Number.NaN;
  console.log(
    `\nadded to a plain fetch of the same online check, median: ${(of('online 50 ms/ours') - of('online 50 ms/plain fetch')).toFixed(1)} ms (goal ≤ 10)`,
  );
  console.log(
    `known offline beyond ЛМ's own ${localMs} ms, median: ${(of('known offline/ours') - localMs).toFixed(1)} ms (goal ≤ 20)`,
  );
} finally {
  await browser.close();
  await server.close();
}

/** The first check of a page, as soon as it can be scanned at. `isFresh`: in a new profile; else the worker is stopped and the page opened anew. Gateway and hosts are new to it either way. */
async function firstScan(isFresh: boolean, setup: CheckRequest['setup']): Promise<Sample> {
  const fresh = await browser.newContext();
  await fresh.addInitScript('globalThis.__name = (named) => named');
  const till = await new TillPage(await fresh.newPage()).open(server.url);
  if (!isFresh) {
    await check(till.page, codeOf('allowed'), setup);
    await till.killWorker();
    await till.page.reload();
    await till.ready();
  }
  const first = await check(till.page, codeOf('allowed'), setup);
  await fresh.close();
  return first;
}

interface Sample {
  readonly ms: number;
  readonly source: string;
}

async function sample(page: Page, row: Row, way: Way, host: string, setup: CheckRequest['setup']): Promise<Sample> {
  await cdn.service.recover();
  const code = codeOf('allowed');
  const ki = code.split('\u001d')[0] ?? '';
  // A good check in between, so that each sample starts from a till that believes in online.
  if (way === 'ours') await check(page, codeOf('allowed'), setup);
  const { refuse, ...rest } = row.fault ?? {};
  await cdn.service.fail(refuse ? { refuse } : { ...rest, path: checkPath });
  if (row.known && way === 'ours') {
    await cdn.service.fail({ hang: true });
    for (let miss = 0; miss < 3; miss += 1) await check(page, codeOf('allowed'), setup);
  }
  if (way === 'ours') return check(page, code, setup);
  return page.evaluate(
    async ({ code, ki, host, setup, fallback }) => {
      const startedAt = performance.now();
      const post = (url: string, headers: Record<string, string>, body: unknown, signal?: AbortSignal) =>
        fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify(body),
          ...(signal && { signal }),
        });
      const online = (signal?: AbortSignal) =>
        post(
          `/relay/cdn/${host}/api/v4/true-api/codes/check`,
          {},
          { codes: [code], fiscalDriveNumber: setup.fn, timeZone: 2 },
          signal,
        );
      if (!fallback) {
        await (await online()).json();
        return { ms: performance.now() - startedAt, source: 'online' };
      }
      try {
        const answer = await online(AbortSignal.timeout(1500));
        if (!answer.ok) throw new Error(String(answer.status));
        await answer.json();
        return { ms: performance.now() - startedAt, source: 'online' };
      } catch {
        const answer = await post(
          '/relay/lm/api/v2/cis/outCheck',
          { authorization: `Basic ${btoa('admin:admin')}`, 'x-clientid': setup.fn ?? '' },
          { cis_list: [{ cis: ki }] },
        );
        await answer.json();
        return { ms: performance.now() - startedAt, source: 'local' };
      }
    },
    { code, ki, host, setup, fallback: way === 'sequential' },
  );
}

/** One check of ours, as the page makes it: through the worker. */
function check(page: Page, code: string, setup: CheckRequest['setup']): Promise<Sample> {
  return page.evaluate(
    async ({ code, ki, setup }) => {
      const startedAt = performance.now();
      const answer = await fetch('/check', {
        method: 'POST',
        body: JSON.stringify({ codes: [{ code, ki, group: 8 }], scannedAt: Date.now(), setup }),
      });
      const reply = (await answer.json()) as CheckReply;
      return { ms: performance.now() - startedAt, source: reply.checks[0]?.source ?? 'nothing' };
    },
    { code, ki: code.split('\u001d')[0] ?? '', setup },
  );
}

function print(name: string, samples: readonly Sample[]): number {
  const sorted = samples.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
  const sources = [...new Set(samples.map(({ source }) => source))]
    .map((source) => `${source} ${samples.filter((one) => one.source === source).length}`)
    .join(', ');
  console.log(
    [
      name.padEnd(34),
      String(samples.length).padStart(9),
      ...[at(0.5), at(0.95), at(0.99), at(1)].map((ms) => ms.toFixed(1).padStart(9)),
      `  ${sources}`,
    ].join(''),
  );
  return at(0.5);
}
