/** A page on this machine that tells a person what to do with an attached device, one step at a time, and draws the code to scan. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { printed } from '../../stand-ins/camera-codes.ts';

export interface Step {
  /** What to do. */
  readonly words: string;
  /** What for: the name of the test. */
  readonly test?: string | undefined;
  /** To be scanned: one character for each byte. */
  readonly code?: string;
  /** How many codes follow this one. */
  readonly remaining?: number;
}

/** A step as the page gets it: `GET /step?number=N` answers when another step than N is shown. */
export interface ShownStep extends Step {
  readonly number: number;
  /** SVG. */
  readonly drawing?: string;
  /** Somebody waits for a person to do it. */
  readonly asked: boolean;
}

export interface Panel {
  readonly url: string;
  /** Shows the step until `done` resolves. Rejects in words when the person says that nothing happened (`POST /nothing?number=N`), or does not come. */
  ask(step: Step, done: Promise<unknown>): Promise<void>;
  close(): Promise<void>;
}

/** The person may still be looking for the cable, or for this page, ms. */
const PATIENCE_MS = 120_000;
const between: Step = { words: 'Wait: the next step comes by itself.' };

/** On a free port of the loopback. */
export async function openPanel(patienceMs = PATIENCE_MS): Promise<Panel> {
  const html = await readFile(new URL('panel.html', import.meta.url));
  const waiting = new Set<ServerResponse>();
  let shown: ShownStep = { ...between, number: 0, asked: false };
  let nothing: () => void = () => undefined;

  const tell = (response: ServerResponse): void =>
    void response
      .writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
      .end(JSON.stringify(shown));
  const show = (step: Step, asked: boolean): void => {
    shown = { ...step, number: shown.number + 1, asked, ...(step.code !== undefined && { drawing: draw(step.code) }) };
    for (const response of waiting) tell(response);
    waiting.clear();
  };

  const server = createServer(({ method, url = '/' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://panel');
    const isShown = Number(searchParams.get('number')) === shown.number;
    switch (`${method ?? ''} ${pathname}`) {
      case 'GET /':
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
        break;
      case 'GET /step':
        if (!isShown) return tell(response);
        waiting.add(response);
        response.on('close', () => waiting.delete(response));
        break;
      case 'POST /nothing':
        // A click that was late belongs to a step that is over.
        if (isShown) nothing();
        response.writeHead(204).end();
        break;
      default:
        response.writeHead(404).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    ask: async (step, done) => {
      show(step, true);
      let timer: NodeJS.Timeout | undefined;
      const inVain = new Promise<never>((_, reject) => {
        const fail = (why: string): void =>
          reject(new Error(`${step.words} ${step.code === undefined ? '' : `${JSON.stringify(step.code)} `}${why}`));
        nothing = () => fail('Done, said the person, and nothing came of it.');
        timer = setTimeout(() => fail(`Nothing came of it within ${patienceMs / 1000} s.`), patienceMs);
      });
      try {
        await Promise.race([done, inVain]);
      } finally {
        clearTimeout(timer);
        nothing = () => undefined;
        show(between, false);
      }
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** The symbol in black on white, with the quiet zone that imagers want: ten modules beside bars (ISO/IEC 15420), some around a matrix on a screen. */
function draw(code: string): string {
  const { width, height, isDark } = printed(code);
  const isBars = width > 1.5 * height;
  const quiet = isBars ? 11 : 4;
  let path = '';
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) if (isDark(x, y)) path += `M${x} ${y}h1v1h-1z`;
  return `<svg xmlns="http://www.w3.org/2000/svg" class="${isBars ? 'bars' : 'matrix'}" viewBox="${-quiet} ${-quiet} ${width + 2 * quiet} ${height + 2 * quiet}" shape-rendering="crispEdges"><path d="${path}"/></svg>`;
}
