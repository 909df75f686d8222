import type { CheckRequest, CheckSetup, CodeChecker } from '../app/ports.ts';
import { routes } from '../check/remote.ts';
import { epochMs } from '../domain/time.ts';
import type { Clock } from '../app/ports.ts';

export const workerClock: Clock = {
  now: () => epochMs(Date.now()),
  after: (ms, act) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};

export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');

/** Answers one of the check routes with JSON; 400 for what no till of this build would send. */
export async function answerCheck(request: Request, pathname: string, checker: CodeChecker): Promise<Response> {
  if (request.method !== 'POST') return new Response(null, { status: 405 });
  const body: unknown = await request.json().catch(() => undefined);
  if (typeof body !== 'object' || body === null) return new Response(null, { status: 400 });
  switch (pathname) {
    case routes.check:
      return Response.json(await checker.check(body as CheckRequest));
    case routes.tend:
      return Response.json(await checker.tend(body as CheckSetup));
    default: {
      const { ki, setup } = body as { ki: string; setup: CheckSetup };
      return Response.json(await checker.registerSale(ki, setup));
    }
  }
}
