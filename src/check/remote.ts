/** The page's way to the checker: through the worker where one controls the page, otherwise the same module here. */
import type { BySource } from '../domain/code-check/source-id.ts';
import { sourceIdsOf } from './sources/ids.ts';
import type * as v from 'valibot';
import type { CodeChecker } from '../app/ports/checker.ts';
import type { CheckFailure } from '../domain/code-check/answer.ts';
import type { CheckSetup } from '../domain/code-check/source.ts';
import type * as answers from './answers.ts';
import type { Http } from './http.ts';
import type * as replies from './replies.ts';
import { routes } from './routes.ts';

/** Longer than any race and any quiet call of the worker: past it the worker is taken for dead. */
const workerLimitMs = 15_000;

/** What reads the worker's replies. It comes with the first of them: no paint waits for it. */
type Reading = typeof replies & Pick<typeof answers, 'read'>;
const loadReading = async (): Promise<Reading> => {
  const [known, { read }] = await Promise.all([import('./replies.ts'), import('./answers.ts')]);
  return { ...known, read };
};

/**
 * `own` is the page's own checker: it runs when no worker controls the page (first load, hard reload), when the worker died with the request in its hands,
 * and when its reply cannot be read: a check is only a question and may be asked twice. Its code is fetched then. Where that fails, too, there is
 * neither worker nor gateway, and the answer says so; the next question tries again.
 */
export function remoteChecker(http: Http, own: () => Promise<CodeChecker>, isControlled: () => boolean): CodeChecker {
  async function ask<Answer>(
    url: string,
    body: unknown,
    schemaOf: (reading: Reading) => v.GenericSchema<unknown, Answer>,
    instead: (checker: CodeChecker) => Promise<Answer>,
    unanswered: (failure: CheckFailure) => Answer,
  ): Promise<Answer> {
    const byWorker = isControlled() ? await askWorker(url, body, schemaOf) : undefined;
    if (byWorker !== undefined) return byWorker;
    let checker: CodeChecker;
    try {
      checker = await own();
    } catch (error) {
      return unanswered({ kind: 'gateway-gone', detail: String(error) });
    }
    return instead(checker);
  }

  async function askWorker<Answer>(
    url: string,
    body: unknown,
    schemaOf: (reading: Reading) => v.GenericSchema<unknown, Answer>,
  ): Promise<Answer | undefined> {
    const loading = loadReading().catch(() => undefined);
    const answer = await http({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      limitMs: workerLimitMs,
    });
    const reading = await loading;
    // A page of a proxy or of an old server may come in place of the worker's reply.
    return reading && answer.kind === 'answer' && answer.status === 200 && answer.relay === undefined
      ? reading.read(schemaOf(reading), answer.body)
      : undefined;
  }

  return {
    check: (request) =>
      ask(
        routes.check,
        request,
        ({ checkReply }) => checkReply(request.codes.length),
        (checker) => checker.check(request),
        (failure) => ({
          checks: request.codes.map(() => ({ source: 'none', failures: ofEach(request.setup, failure) })),
          timings: { scannedAt: request.scannedAt, decidedMs: 0 },
        }),
      ),
    refreshHealth: (setup) =>
      ask(
        routes.refreshHealth,
        setup,
        ({ sourcesHealth }) => sourcesHealth,
        (checker) => checker.refreshHealth(setup),
        (failure) => ({ sources: ofEach(setup, { failure }) }),
      ),
    registerSale: (ki, setup) =>
      ask(
        routes.sale,
        { ki, setup },
        ({ saleReply }) => saleReply,
        (checker) => checker.registerSale(ki, setup),
        (failure) => ({ ok: false, failure }),
      ),
  };
}

/** The same of each source. */
const ofEach = <Value>(setup: CheckSetup, value: Value): BySource<Value> =>
  Object.fromEntries(sourceIdsOf(setup).map((id) => [id, value]));
