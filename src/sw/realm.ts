import type { CodeChecker } from '../app/ports/checker.ts';
import type { TrialMode } from '../app/ports/system.ts';
import { read } from '../check/answers.ts';
import { routes } from '../check/routes.ts';
import { checkRequest, saleRequest, healthRequest, trialRequest } from '../check/replies.ts';
import { epochMs } from '../domain/base/time.ts';
import type { Clock } from '../app/ports/clock.ts';

export const workerClock: Clock = {
  now: () => epochMs(Date.now()),
  after: (ms, act) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};

/**
 * Answers one of the check routes with JSON; 400 for what no till of this build would send: the page then asks its own checker. `trial`: makes the checker of a
 * measured check.
 */
export async function answerCheck(
  request: Request,
  pathname: string,
  checker: CodeChecker,
  trial: (mode: TrialMode) => CodeChecker,
): Promise<Response> {
  if (request.method !== 'POST') return new Response(null, { status: 405 });
  const body = await request.text().catch(() => '');
  const answer = async <Asked>(asked: Asked | undefined, ask: (asked: Asked) => Promise<unknown>): Promise<Response> =>
    asked === undefined ? new Response(null, { status: 400 }) : Response.json(await ask(asked));
  switch (pathname) {
    case routes.check:
      return answer(read(checkRequest, body), (asked) => checker.check(asked));
    case routes.refreshHealth:
      return answer(read(healthRequest, body), (asked) => checker.refreshHealth(asked));
    case routes.trial:
      return answer(read(trialRequest, body), ({ mode, request: asked }) => trial(mode).check(asked));
    default:
      return answer(read(saleRequest, body), ({ ki, setup }) => checker.registerSale(ki, setup));
  }
}
