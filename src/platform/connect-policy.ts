/** Whom a page may call by a Content-Security-Policy, as the answer that brought the page names it: known before the first request is blocked. */

/** Whether `policy` keeps a page of `origin` from calling `url`. What is no plain list of addresses keeps nobody from anything here: the browser will say. */
export function forbidsCall(policy: string, url: string, origin: string): boolean {
  const called = originOf(url);
  // A proxy on the way may add a policy of its own: then all of them hold (CSP 3 §2.3).
  return called !== undefined && policy.split(',').some((each) => !isNamed(sourcesOf(each), called, origin));
}

/** The list that `fetch` goes by (CSP 3 §6.1.2); undefined: there is none. */
function sourcesOf(policy: string): readonly string[] | undefined {
  const lists = policy.split(';').map((directive) => directive.trim().split(/\s+/));
  const of = (name: string): readonly string[] | undefined =>
    lists.find(([first]) => first?.toLowerCase() === name)?.slice(1);
  return of('connect-src') ?? of('default-src');
}

function isNamed(sources: readonly string[] | undefined, called: string, origin: string): boolean {
  if (!sources) return true;
  return sources.some((source) => {
    if (source === "'self'") return called === origin;
    if (source.startsWith("'")) return false;
    // A wildcard, a scheme alone, a name without one: not written by our gateway.
    if (source.includes('*') || !source.includes('://')) return true;
    const named = originOf(source);
    // What is named by http may be called by https, too (CSP 3 §6.7.2.8).
    return named === undefined || called === named || called === named.replace(/^http:/, 'https:');
  });
}

/** Not `URL.canParse`: Chromium 109 has none. */
function originOf(url: string): string | undefined {
  try {
    return new URL(url).origin;
  } catch {
    return undefined;
  }
}
