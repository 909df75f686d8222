/**
 * What nobody caught in a browser: errors and rejected promises of every page of every context, whoever opened it, and of service workers. Specs get their
 * browsers from here (lint sees to it), so that none of them is deaf.
 */
import { chromium, type Browser, type BrowserContext, type LaunchOptions, type Page } from '@playwright/test';
import { findChromium } from '../../.config/chromium.mjs';

/** All that was heard and not yet asked after. */
export const uncaught: string[] = [];

export function hearBrowser(browser: Browser): Browser {
  for (const context of browser.contexts()) hearContext(context);
  browser.on('context', hearContext);
  return browser;
}

function hearContext(context: BrowserContext): void {
  context.on('weberror', (error) => uncaught.push(String(error.error())));
  const heard = new Set<string>();
  const hearWorkers = (page: Page): void => void hearWorkersBy(context, page, heard);
  context.pages().forEach(hearWorkers);
  context.on('page', hearWorkers);
}

interface WorkerError {
  readonly errorMessage: string;
  readonly sourceURL: string;
  readonly lineNumber: number;
}

/**
 * Playwright tells no uncaught error of a service worker; Chromium does, to whoever listens at a page of the same context. Each page is asked, for one may be
 * closed before another, so each error comes several times; a second one of the same words and line in the same context is taken for the first. Not heard: what
 * a worker throws after the last page of its context is closed.
 */
async function hearWorkersBy(context: BrowserContext, page: Page, heard: Set<string>): Promise<void> {
  try {
    const session = await context.newCDPSession(page);
    session.on('ServiceWorker.workerErrorReported', ({ errorMessage: error }: { errorMessage: WorkerError }) => {
      const key = `${error.errorMessage} ${error.sourceURL}:${String(error.lineNumber)}`;
      // What a worker says on its console comes this way, too.
      if (!error.errorMessage.startsWith('Uncaught') || heard.has(key)) return;
      heard.add(key);
      uncaught.push(`service worker: ${error.errorMessage}`);
    });
    await session.send('ServiceWorker.enable');
  } catch (error) {
    // A page that is closed at once has nothing to tell.
    if (!page.isClosed()) uncaught.push(`the service workers could not be listened to: ${String(error)}`);
  }
}

/** A Chromium of its own for one spec, with these arguments beside the usual ones. */
export async function launchBrowser(...more: string[]): Promise<Browser> {
  const { args, ...options }: LaunchOptions & { args: string[] } = findChromium();
  return hearBrowser(await chromium.launch({ ...options, args: [...args, ...more] }));
}

/** A Chromium over a folder that outlives it, as a person's own does. */
export async function launchProfile(
  profile: string,
  options: Parameters<typeof chromium.launchPersistentContext>[1],
): Promise<BrowserContext> {
  const context = await chromium.launchPersistentContext(profile, { ...findChromium(), ...options });
  hearContext(context);
  return context;
}
