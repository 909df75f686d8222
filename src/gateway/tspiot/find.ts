/** Finds the modules of ТС ПИоТ for the owner who sits at this machine: where they listen, by which certificate, and whose they are (tspiot.md §5 «How the till finds it»). */
import { callUpstream } from '../upstream.ts';
import { infoShape, pickedBody } from './allowed.ts';
import { readModules, type TsPiotConfig } from './modules.ts';
import { certificateAt, moduleFetch } from './pinned.ts';

/** One module, as the page shows it to the owner. */
export interface FoundModule {
  /** `127.0.0.1:51401`. */
  readonly host: string;
  /** Of the certificate that it shows now; null: nobody answers there. */
  readonly sha256: string | null;
  /** `new`: not confirmed yet. `changed`: confirmed with another certificate. `gone`: confirmed, and nobody answers. */
  readonly state: 'confirmed' | 'new' | 'changed' | 'gone';
  /** What it says of itself, without secrets. */
  readonly info: unknown;
}

/** The answer of `GET /relay/server/ts-piot`. */
export interface FoundModules {
  readonly version: 1;
  /** Whether the orchestrator has answered: the modules are then those that it knows. */
  readonly hasOrchestrator: boolean;
  readonly modules: readonly FoundModule[];
}

/** Ports of the first five instances (§3). */
const usualPorts = [51401, 51402, 51403, 51404, 51405];
const limitMs = 3_000;
const answerBytes = 256 * 1024;

/** `address`: where else to look, as a person has typed it. Undefined: it is no address. */
export async function findModules(
  { modules, admin }: TsPiotConfig,
  fetch: typeof globalThis.fetch,
  address: string | undefined,
): Promise<FoundModules | undefined> {
  const typed = address === undefined ? [] : readModules(address);
  if (!typed) return undefined;
  const ports = address === undefined ? await portsOf(admin, fetch) : [];
  const local = (ports ?? usualPorts).map((port) => `127.0.0.1:${String(port)}`);
  const hosts = [...new Set([...typed.map(({ host }) => host), ...modules.map(({ host }) => host), ...local])];
  const found = await Promise.all(
    hosts.map(async (host): Promise<FoundModule | undefined> => {
      const known = modules.find((each) => each.host === host);
      const sha256 = (await certificateAt(host, limitMs)) ?? null;
      if (sha256 === null) return known && { host, sha256, state: 'gone', info: null };
      const isKnown = known?.pin === sha256;
      const state = known?.pin === undefined ? 'new' : 'changed';
      return { host, sha256, state: isKnown ? 'confirmed' : state, info: await infoOf(host, sha256) };
    }),
  );
  return { version: 1, hasOrchestrator: ports !== undefined, modules: found.filter((each) => each !== undefined) };
}

/** The ports that the orchestrator gave to its instances; undefined: it does not answer. 0 of the first stands for its usual one (§5). */
async function portsOf(admin: string, fetch: typeof globalThis.fetch): Promise<readonly number[] | undefined> {
  const body = await get(`${admin}/api/v1/instances/info`, fetch);
  if (!body) return undefined;
  const text = Buffer.from(body).toString();
  if (text === '') return [];
  try {
    const said: unknown = JSON.parse(text);
    const { instances, items } = (said ?? {}) as { instances?: unknown; items?: unknown };
    const list = [said, instances, items].find(Array.isArray) as unknown[] | undefined;
    return (list ?? []).flatMap((each) => {
      const { softPort } = (each ?? {}) as { softPort?: unknown };
      const port = Number(softPort) || usualPorts[0];
      return port !== undefined && Number.isInteger(port) && port > 0 && port < 65_536 ? [port] : [];
    });
  } catch {
    return undefined;
  }
}

/** Asked over the very certificate that the owner is shown. */
async function infoOf(host: string, pin: string): Promise<unknown> {
  const { fetch, close } = moduleFetch({ pin });
  try {
    for (const api of ['v3', 'v2', 'v1']) {
      const body = await get(`https://${host}/api/${api}/info`, fetch);
      const shown = body && pickedBody(body, infoShape);
      if (shown) return JSON.parse(shown) as unknown;
    }
    return null;
  } finally {
    await close();
  }
}

/** The body of a good answer. */
async function get(url: string, fetch: typeof globalThis.fetch): Promise<Uint8Array | undefined> {
  const call = { url, method: 'GET', headers: { accept: 'application/json' }, body: undefined, limitMs };
  const answer = await callUpstream(call, { fetch, answerBytes, gone: new AbortController().signal });
  return answer.ok && answer.value.status >= 200 && answer.value.status < 300 ? answer.value.body : undefined;
}
