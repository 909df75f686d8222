/** The browser's permission to reach ЛМ straight from the page: Local Network Access (platform.md II.10). */

export type LocalPermission = 'granted' | 'prompt' | 'denied';

/** State of the permission that `url` needs. Browsers without it ask for none: granted. The old name `local-network-access` is never queried: it crashes older Chrome. */
export async function localPermission(permissions: Permissions, url: string): Promise<LocalPermission> {
  const hostname = hostnameOf(url);
  if (hostname === undefined) return 'denied';
  const loopback = hostname === 'localhost' || hostname.startsWith('127.') || hostname === '[::1]';
  try {
    return (await permissions.query({ name: (loopback ? 'loopback-network' : 'local-network') as PermissionName }))
      .state;
  } catch {
    return 'granted';
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
