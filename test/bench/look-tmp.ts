import { chromium } from 'playwright';
import { findChromium } from '../../.config/chromium.mjs';
import { codeOf, TillPage, TillServer } from '../e2e/till.ts';
import { Place } from '../e2e/till-server.ts';
import { typeAtOnce } from '../e2e/key-burst.ts';
import { fillGoods } from './goods.ts';
import { writeFileSync } from 'node:fs';

const browser = await chromium.launch(findChromium());
const place = await Place.make(process.env['FOLDER']);
const server = await TillServer.start({}, place);
const context = await browser.newContext({ viewport: { width: 1024, height: 600 } });
await context.addInitScript('globalThis.__name = (named) => named');
await context.addInitScript(() => window.addEventListener('keydown', (e) => e.key === 'Enter' && ((window as any).enterAt = e.timeStamp), true));
const till = await new TillPage(await context.newPage()).open(server.url);
await fillGoods(till.page, 100_000);
await till.page.reload();
await till.ready();
const session = await context.newCDPSession(till.page);
await till.page.waitForTimeout(40_000);
await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
const lines = () => till.receipt.getByRole('listitem');
const want = Number(process.env['LINES'] ?? 20);
const settle = async () => {
  await till.page.waitForFunction(() => !document.querySelector('[aria-label="Чек"]')?.textContent?.includes('Проверка…'));
  await till.page.waitForTimeout(300);
};
const scan = async () => {
  await till.page.evaluate(() => {
    const count = () => document.querySelectorAll('[aria-label="Чек"] li').length;
    const before = count();
    (window as any).steps = new Promise((resolve) => {
      const watch = new MutationObserver(() => {
        if (count() <= before) return;
        watch.disconnect();
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve([(window as any).enterAt, performance.now()]);
          port2.postMessage(0);
        });
      });
      watch.observe(document.body, { childList: true, subtree: true });
    });
  });
  await typeAtOnce(till.page, codeOf('allowed'));
  return till.page.evaluate(() => (window as any).steps);
};
while ((await lines().count()) < want - 1) { await scan(); await settle(); }
await session.send('Profiler.enable');
await session.send('Profiler.setSamplingInterval', { interval: 200 });
await session.send('Profiler.start');
const spans: Array<[number, number]> = [];
const markAt = await till.page.evaluate(() => { const at = performance.now(); (function benchMarker() { while (performance.now() < at + 40); })(); return at; });
for (let n = 0; n < 15; n++) { spans.push((await scan()) as [number, number]); await settle(); }
const times = spans.map(([a, b]) => b - a);
const { profile } = await session.send('Profiler.stop');
writeFileSync('/tmp/scan.cpuprofile', JSON.stringify(profile));
console.log(times.map((t) => t.toFixed(0)).join(' '));
const byId = new Map(profile.nodes.map((n) => [n.id, n]));
const parent = new Map<number, number>();
for (const n of profile.nodes) for (const c of n.children ?? []) parent.set(c, n.id);
const self = new Map<string, number>(), total = new Map<string, number>();
let clock = profile.startTime; const at = profile.timeDeltas!.map((d) => (clock += d) / 1000);
const marker = profile.nodes.filter((n) => n.callFrame.functionName === 'benchMarker').map((n) => n.id);
const markSample = at[profile.samples!.findIndex((id) => marker.includes(id) || marker.includes(parent.get(id) ?? -1))]!;
const offset = markSample - markAt;
profile.samples!.forEach((id, i) => {
  const dt = (profile.timeDeltas![i + 1] ?? 0) / 1000;
  if (!spans.some(([a, b]) => at[i]! >= a + offset && at[i]! <= b + offset)) return;
  const nm = (k: number) => { const f = byId.get(k)!.callFrame; return `${f.functionName || '(anon)'} ${f.url.split('/').pop()}:${f.lineNumber}`; };
  self.set(nm(id), (self.get(nm(id)) ?? 0) + dt);
  const seen = new Set<string>();
  for (let k: number | undefined = id; k !== undefined; k = parent.get(k)) { const x = nm(k); if (!seen.has(x)) { seen.add(x); total.set(x, (total.get(x) ?? 0) + dt); } }
});
const top = (m: Map<string, number>) => [...m].sort((a, b) => b[1] - a[1]).slice(0, 70).map(([k, v]) => `${(v / 15).toFixed(2).padStart(8)} ${k}`).join('\n');
console.log('SELF per scan\n' + top(self)); console.log('TOTAL per scan\n' + top(total));
await context.close(); await server.close(); await place.remove(); await browser.close();
