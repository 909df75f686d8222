/** The page's way to the checker: through the worker where one controls the page, otherwise the same module here. */
import type { CheckReply, CodeChecker, SourcesHealth } from '../app/ports.ts';
import type { CheckFailure } from '../domain/code-check.ts';
import type { Result } from '../domain/result.ts';
import type { Http } from './http.ts';

/** Same-origin routes that the worker answers and no server ever sees. */
export const routes = { check: '/check', tend: '/check/tend', sale: '/check/sale' } as const;

/** Longer than any race and any quiet call of the worker: past it the worker is taken for dead. */
const workerLimitMs = 15_000;

/** undefined: a page of a proxy or of an old server, in place of the worker's answer. */
function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** `own` runs when no worker controls the page (first load, hard reload) and when the worker died with the request in its hands: a check is only a question and may be asked twice. */
export function remoteChecker(http: Http, own: CodeChecker, isControlled: () => boolean): CodeChecker {
  async function ask<Answer>(url: string, body: unknown, instead: () => Promise<Answer>): Promise<Answer> {
    if (!isControlled()) return instead();
    const answer = await http({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      limitMs: workerLimitMs,
    });
    const said = answer.kind === 'answer' && answer.status === 200 ? parse(answer.body) : undefined;
    return said === undefined ? instead() : (said as Answer);
  }
  return {
    check: (request) => ask<CheckReply>(routes.check, request, () => own.check(request)),
    tend: (setup) => ask<SourcesHealth>(routes.tend, setup, () => own.tend(setup)),
    registerSale: (ki, setup) =>
      ask<Result<void, CheckFailure>>(routes.sale, { ki, setup }, () => own.registerSale(ki, setup)),
  };
}
