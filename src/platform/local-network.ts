/** The browser's permission to reach ЛМ straight from the page: Local Network Access (platform.md II.10). */
import { isLoopback } from '../domain/base/loopback.ts';

import type { LocalPermission } from '../domain/local-module/state.ts';

/**
 * State of the permission that `url` needs. Browsers without it ask for none: `unsupported`. Nor will one whose page came from the same machine (`pageHostname`): only a
 * request to a more private network than the page's own is asked for (platform.md II.10), and whoever is told of a permission looks for no missing ЛМ. The old
 * name `local-network-access` is never queried: it crashes older Chrome.
 */
export async function localPermission(
  permissions: Permissions,
  url: string,
  pageHostname: string,
): Promise<LocalPermission> {
  const hostname = hostnameOf(url);
  if (hostname === undefined) return 'denied';
  try {
    const { state } = await permissions.query({
      name: (isLoopback(hostname) ? 'loopback-network' : 'local-network') as PermissionName,
    });
    return state === 'prompt' && isLoopback(pageHostname) ? 'granted' : state;
  } catch {
    return 'unsupported';
  }
}

/** Not `URL.canParse`: Chromium 109 has none. */
function hostnameOf(url: string): string | undefined {
  try {
    return new URL(url).hostname;
  } catch {
    return undefined;
  }
}
