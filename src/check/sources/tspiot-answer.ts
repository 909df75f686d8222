/**
 * Reading what ТС ПИоТ answers (tspiot.md §4.3–4.4): three shapes of one answer, numbers that may be digits in quotes, four shapes of a refusal. Pure: an
 * exchange in, a meaning out.
 */
import * as v from 'valibot';
import { orNothing } from '../../domain/base/fields.ts';
import { own } from '../../domain/base/own.ts';
import type { EpochMs } from '../../domain/base/time.ts';
import type { CheckFailure, FailureKind, LocalAnswer, OnlineAnswer } from '../../domain/code-check/answer.ts';
import { codeOf, isWhole, readJson, readLocalElement, readOnlineElement } from '../answers.ts';
import { tell } from '../element.ts';
import type { HttpAnswer } from '../http.ts';
import { isWebPage, relayWord } from '../on-the-way.ts';
import { clocksOf, readProof } from '../proof.ts';
import { refusalOf, type Whole } from '../raw.ts';
import type { SourceElement } from '../source.ts';

/** ТС ПИоТ as a source: a stored word, never renamed. */
export const tsPiotId = 'tspiot';

/** What to do after a failure. `repeat`: ask once more. `version`: another version of the API. `stop`: it has said its word. `final`: and nobody else is asked. */
export type Next = 'repeat' | 'version' | 'stop' | 'final';

export type Understood =
  | { readonly kind: 'element'; readonly element: SourceElement }
  | { readonly kind: 'failure'; readonly failure: CheckFailure; readonly next: Next };

/** One code, as it was asked. */
export interface AskedCode {
  readonly code: string;
  readonly ki: string;
}

type Answer = Extract<HttpAnswer, { kind: 'answer' }>;

const failed = (kind: FailureKind, next: Next, about: Partial<CheckFailure> = {}): Understood => ({
  kind: 'failure',
  failure: { kind, ...about },
  next,
});

// ── refusals

const word = orNothing(v.string());
const number = v.fallback(v.union([v.number(), v.pipe(v.string(), v.regex(/^\d{1,9}$/), v.transform(Number))]), -1);
const refusal = v.object({
  code: v.optional(number),
  message: word,
  text: word,
  description: word,
  errorCode: v.optional(number),
  errorDescription: word,
});

/** What a refusal says, in whichever of its shapes it came: `{code, message}`, `{error: {code, text, description}}`, `{errorCode, errorDescription}`, nothing. */
export function readRefusal(body: string): { readonly code?: number | undefined; readonly words?: string | undefined } {
  const whole = readJson(body);
  const inner = whole?.['error'];
  const said = v.safeParse(refusal, isWhole(inner) ? inner : whole);
  if (!said.success) return {};
  const { code, errorCode, message, text, description, errorDescription } = said.output;
  const words = [message ?? text ?? errorDescription, description].filter((part) => part !== undefined && part !== '');
  return { code: code ?? errorCode, ...(words.length > 0 && { words: [...new Set(words)].join('. ').slice(0, 300) }) };
}

/** Numbers of refusals that say what is wrong, whatever the status (tspiot.md §1, §5). */
const byNumber: Readonly<Record<string, FailureKind>> = {
  // «Смена закрыта – операция невозможна»; «Ошибка шифрования в ФН», of a closed shift.
  73: 'tsp-shift',
  2030: 'tsp-shift',
  2021: 'tsp-channel',
  1026: 'tsp-unregistered',
  // The service of this ККТ was not made, was made twice, not started, or the agent of its driver does not run.
  1010: 'tsp-service',
  1012: 'tsp-service',
  1013: 'tsp-service',
  1015: 'tsp-service',
  2046: 'tsp-service',
  2055: 'tsp-unregistered',
  // The controller has no link to ЛМ: it started before it, or was not let in.
  2025: 'tsp-controller',
  2059: 'tsp-controller',
  2016: 'tsp-silent',
  3007: 'tsp-silent',
  514: 'tsp-silent',
};

/** The same in words, for what comes without a number or with one of another maker. */
const byWords: ReadonlyArray<readonly [RegExp, FailureKind]> = [
  [/смена\s+(?:не\s+открыта|закрыта|истекла)|шифровани\S*\s+в\s+ФН/i, 'tsp-shift'],
  [/(?:доверенн|контролируем)\S*\s+канал|FnSid|ControlledChannel/i, 'tsp-channel'],
  [/лицензи/i, 'tsp-licence'],
  [/не\s+зарегистрирован/i, 'tsp-unregistered'],
];

/** What a refusal means to a person; undefined: only its status says anything. */
export function kindOfRefusal({ code, words }: ReturnType<typeof readRefusal>): FailureKind | undefined {
  const numbered = code === undefined ? undefined : own(byNumber, String(code));
  return numbered ?? byWords.find(([sign]) => words !== undefined && sign.test(words))?.[1];
}

/** ГИС МТ is in emergency mode: sold without a check, and no tag 1260 (§4.4). */
const emergency = 203;
/** «First regular answer after an emergency» by one source, «emergency» by another: what is in it decides. */
const afterEmergency = 204;

/** A refusal by its status; the body has its word first (§4.4). */
function byStatus({ status, body }: Answer): Understood {
  const said = readRefusal(body);
  const about = { status, ...(said.words !== undefined && { detail: said.words }) };
  const kind = kindOfRefusal(said);
  if (status === 400) return failed('rejected', 'final', about);
  if (status === 404) return failed('outdated', 'version', about);
  if (status === 403) return failed(kind ?? 'tsp-unregistered', 'stop', about);
  if (status < 500) return failed(kind ?? 'rejected', 'stop', about);
  if (status === 504) return failed(kind ?? 'timeout', 'repeat', about);
  // The ККТ, not the network: asked again in the same second it says the same.
  if (kind === 'tsp-shift' || kind === 'tsp-licence') return failed(kind, 'stop', about);
  if (status === 514) return failed(kind ?? 'tsp-silent', 'repeat', about);
  return failed(kind ?? (status === 500 ? 'tsp-failure' : 'server-error'), 'repeat', about);
}

/** Failures on the way: of the browser, of the gateway, of the gateway's own way to the module. */
export function wayFailure(answer: HttpAnswer): { readonly failure: CheckFailure; readonly next: Next } | undefined {
  const way = (kind: FailureKind, next: Next, about: Partial<CheckFailure> = {}) => ({
    failure: { kind, ...about },
    next,
  });
  if (answer.kind === 'failed') {
    if (answer.why === 'aborted' || answer.why === 'timeout') return way('timeout', 'stop');
    if (answer.why === 'broken') return way('malformed', 'repeat', { detail: answer.detail });
    return way(answer.why === 'refused' ? 'gateway-gone' : 'relay-refused', 'stop', { detail: answer.detail });
  }
  const { status } = answer;
  switch (answer.relay) {
    case undefined:
      return isWebPage(answer) ? way('web-page', 'stop', { status }) : undefined;
    case 'refused':
      return way('unreachable', 'stop', { status });
    case 'broken':
      return way('malformed', 'repeat', { status });
    case 'timeout':
      return way('timeout', 'stop', { status });
    case 'redirected':
      return way('web-page', 'stop', { status, detail: answer.relay });
    case 'not-configured':
      return way('not-set-up', 'stop', { status });
    case 'untrusted':
      return way('tsp-unpaired', 'stop', { status, detail: relayWord(answer) });
    case 'certificate-changed':
      return way('tsp-changed', 'stop', { status, detail: relayWord(answer) });
    case 'too-many':
      return way('overloaded', 'stop', { status });
    default:
      return way('relay-refused', 'stop', { status, detail: answer.relay });
  }
}

// ── answers

/** 64-bit values of v1 come as text (§4.1); the rest of the fields is read as it is. */
const numbers: ReadonlySet<string> = new Set([
  'mrp',
  'smp',
  'packageQuantity',
  'innerUnitCount',
  'soldUnitCount',
  'eliminationState',
  'errorCode',
  'code',
  'reqTimestamp',
]);

/** Digits in quotes as the number that they are; one too large to be counted exactly stays text, and is unreadable. */
const asNumber = (value: unknown): unknown =>
  typeof value === 'string' && /^-?\d{1,16}$/.test(value) && Number.isSafeInteger(Number(value))
    ? Number(value)
    : value;

const withNumbers = (whole: Whole): Whole =>
  Object.fromEntries(
    Object.entries(whole).map(([name, value]): [string, unknown] => {
      if (name === 'groupIds' && Array.isArray(value)) return [name, (value as unknown[]).map(asNumber)];
      return [name, numbers.has(name) ? asNumber(value) : value];
    }),
  );

/** The one result of a request: v1 wraps it twice (§4.3). */
function resultOf(whole: Whole): Whole | undefined {
  let inside: unknown = whole['codesResponse'];
  for (let depth = 0; depth < 2 && isWhole(inside); depth += 1) inside = inside['codesResponse'];
  const first: unknown = Array.isArray(inside) ? inside[0] : undefined;
  return isWhole(first) ? withNumbers(first) : undefined;
}

/** Whether ЛМ ЧЗ has answered; undefined: it does not say so in a way that can be believed. */
function isOffline({ isCheckedOffline: said, inst }: Whole): boolean | undefined {
  if (said === true || said === 'true') return true;
  if (said === false || said === 'false') return false;
  // Only an answer of ЛМ has an instance (§4.3).
  return said === undefined || said === null ? typeof inst === 'string' && inst !== '' : undefined;
}

const bare = (text: string): string => text.replaceAll('\u001d', '');

/** Whether an element is about the code: online it echoes the whole code, offline the КИ (a real answer has it so); without an echo its place says it. */
function isAbout(cis: unknown, { code, ki }: AskedCode): boolean {
  if (cis === undefined || cis === null || cis === '') return true;
  if (typeof cis !== 'string') return false;
  const [said, asked, short] = [bare(cis), bare(code), bare(ki)];
  return said === short || (said.length >= short.length && asked.startsWith(said));
}

/** What one answer says of the one code that was asked. `zone`: hours that the shop's clock is ahead of UTC. */
export function understand(
  answer: HttpAnswer,
  asked: AskedCode,
  at: { readonly now: EpochMs; readonly zone: number },
): Understood {
  const noWay = wayFailure(answer);
  if (noWay) return { kind: 'failure', ...noWay };
  if (answer.kind !== 'answer') throw new Error('unreachable');
  const raw = refusalOf(answer);
  const sold: Understood = { kind: 'element', element: { ok: true, ...(raw !== undefined && { raw }) } };
  // `fetch` calls it a success.
  if (answer.status === emergency) return sold;
  if (answer.status < 200 || answer.status >= 300) return byStatus(answer);
  const whole = readJson(answer.body);
  const result = whole && resultOf(whole);
  if (!result) {
    const said = readRefusal(answer.body);
    if (said.code === emergency) return sold;
    if (said.code === undefined && said.words === undefined)
      return failed('malformed', 'repeat', { status: answer.status });
    // An error in place of an answer (§4.3, last row but one).
    const kind = kindOfRefusal(said);
    return failed(kind ?? 'service-error', 'stop', { status: said.code ?? answer.status, detail: said.words });
  }
  const code = codeOf(result['code']);
  const codes: readonly unknown[] = Array.isArray(result['codes']) ? (result['codes'] as unknown[]) : [];
  if (code === emergency) return sold;
  if (code === afterEmergency && codes.length === 0) return sold;
  const offline = isOffline(result);
  if (code === undefined || offline === undefined)
    return failed('malformed', 'stop', {
      status: answer.status,
      detail: code === undefined ? 'code' : 'isCheckedOffline',
    });
  if (code !== 0 && code !== afterEmergency) {
    const { words } = readRefusal(JSON.stringify(result));
    return failed(kindOfRefusal({ code, words }) ?? 'service-error', 'stop', { status: code, detail: words });
  }
  const elements = codes.filter(isWhole).filter(({ cis }) => isAbout(cis, asked));
  return { kind: 'element', element: elementOf(result, elements.map(withNumbers), answer, asked, offline, at) };
}

function elementOf(
  result: Whole,
  elements: readonly Whole[],
  answer: Answer,
  { code }: AskedCode,
  offline: boolean,
  at: { readonly now: EpochMs; readonly zone: number },
): SourceElement {
  const { reqId, reqTimestamp, inst, version } = result;
  const clocks = [...clocksOf(answer, at.now), ...(answer.upstreamDate === undefined ? [] : [answer.upstreamDate])];
  // Inst and Ver of tag 1265 belong to answers of ЛМ alone (§6).
  const proof = readProof({ reqId, reqTimestamp, ...(offline && { inst, version }) }, clocks);
  const about = { proof, raw: answer.body };
  if (offline) {
    const told = tell<LocalAnswer>(
      elements.map((element) => ({ ...readLocalElement({ ...element, cis: undefined }), ...about })),
      (facts) => ({ source: tsPiotId, facts: 'offline', answer: facts }),
      at,
    );
    return told.ok ? { ...told, facts: 'offline' } : told;
  }
  const told = tell<OnlineAnswer>(
    elements.map((element) => {
      const { facts, ...reading } = readOnlineElement(element);
      return { ...reading, facts: { ...facts, cis: code }, ...about };
    }),
    (facts) => ({ source: tsPiotId, facts: 'full', answer: facts }),
    at,
  );
  return told.ok ? { ...told, facts: 'full' } : told;
}
