/**
 * Origins that the page's own policy (the CSP of src/gateway/headers.ts) kept it from. `fetch` says "Failed to fetch" of them as of
 * everything; only this event tells. It holds where the policy that can be read (connect-policy.ts) is newer than the page.
 */
export function policyBlocks(page: EventTarget): (url: string) => boolean {
  const blocked = new Set<string>();
  page.addEventListener('securitypolicyviolation', (event) => {
    const { effectiveDirective, blockedURI } = event as SecurityPolicyViolationEvent;
    if (effectiveDirective === 'connect-src') blocked.add(originOf(blockedURI));
  });
  return (url) => blocked.has(originOf(url));
}

/** Not `URL.canParse`: Chromium 109 has none. */
function originOf(url: string): string {
  try {
    return new URL(url).origin;
  } catch {
    return url;
  }
}
