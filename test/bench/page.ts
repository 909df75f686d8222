/**
 * Lighthouse over the built page of a practice shop, as its first visitor meets it: the categories on a desktop and on a phone (whose processor and line Lighthouse
 * makes slower), and what it found. Medians, because one load says little.
 */
import lighthouse, { desktopConfig } from 'lighthouse';
import { chromium } from 'playwright';
import { findChromium } from '../../.config/chromium.mjs';
import { TillServer } from '../e2e/till-server.ts';

const runs = Number(process.env['N'] ?? 3);
/** Lighthouse talks to the browser beside Playwright. */
const debuggingPort = 9_222;

const server = await TillServer.start();
const found = findChromium();
const browser = await chromium.launch({
  ...found,
  args: [...found.args, `--remote-debugging-port=${debuggingPort}`],
});
try {
  console.log(`Node ${process.version}, Chromium ${browser.version()}; medians of ${runs} loads of an empty profile.`);
  for (const [device, config] of [
    ['desktop', desktopConfig],
    ['mobile', undefined],
  ] as const) {
    const scores = new Map<string, number[]>();
    const times = new Map<string, number[]>();
    const faults = new Set<string>();
    const said = new Set<string>();
    for (let run = 0; run < runs; run += 1) {
      const result = await lighthouse(server.url, { port: debuggingPort, logLevel: 'error' }, config);
      if (!result) throw new Error('Lighthouse has not said anything.');
      for (const { title, score } of Object.values(result.lhr.categories)) add(scores, title, (score ?? 0) * 100);
      for (const { title, numericValue, numericUnit, score, scoreDisplayMode, id, details } of Object.values(
        result.lhr.audits,
      )) {
        const isMetric = [
          'first-contentful-paint',
          'largest-contentful-paint',
          'total-blocking-time',
          'cumulative-layout-shift',
        ];
        if (isMetric.includes(id) && numericValue !== undefined)
          add(times, `${title}, ${numericUnit === 'millisecond' ? 'ms' : ''}`, numericValue);
        if (scoreDisplayMode === 'binary' && score === 0) faults.add(title);
        if (id === 'errors-in-console' && details?.type === 'table')
          for (const { description } of details.items) said.add(String(description));
      }
    }
    console.log(`\n${device}`);
    for (const [name, values] of [...scores, ...times])
      console.log(`  ${name.padEnd(34)}${median(values).toFixed(name.startsWith('Cumulative') ? 3 : 0)}`);
    for (const fault of faults) console.log(`  not passed: ${fault}`);
    for (const message of said) console.log(`  in the console: ${message}`);
    // A goal of the issue of the counter; performance depends on the machine and is only told.
    for (const category of ['Accessibility', 'Best Practices', 'SEO'])
      if (median(scores.get(category) ?? [0]) < 100) process.exitCode = 1;
  }
} finally {
  await browser.close();
  await server.close();
}

function add(to: Map<string, number[]>, name: string, value: number): void {
  to.set(name, [...(to.get(name) ?? []), value]);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
