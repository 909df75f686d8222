/** ЛМ's own port (local-module.md §1.4). */
const usualPort = '5995';
/** What `URL` leaves out of an address: the usual ports of the web. */
const webPorts: ReadonlyMap<string, string> = new Map([
  ['http:', '80'],
  ['https:', '443'],
]);

/** The address of an ЛМ as a person types it: `192.168.0.10`, `server:6995`, a whole URL. Undefined: it is none. */
export function moduleAddress(typed: string): string | undefined {
  const text = typed.trim();
  if (text === '' || /\s/.test(text)) return undefined;
  const url = urlOf(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  const webPort = url && webPorts.get(url.protocol);
  if (!webPort || url.username !== '' || url.password !== '') return undefined;
  const saysPort = /^(?:[a-z][a-z\d+.-]*:\/\/)?(?:\[[^\]]*\]|[^/:]*):\d+/i.test(text);
  const port = saysPort || url.protocol === 'https:' ? webPort : usualPort;
  return `${url.protocol}//${url.hostname}:${url.port || port}`;
}

/** Not `URL.canParse`: Chromium 109 has none. */
function urlOf(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
