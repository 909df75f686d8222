/** Why the till cannot start, told apart by what a person must do about it. What is not known is said to be unknown. */

/** A step of the start, in their order. */
export type StartStep = 'tab' | 'settings' | 'catalogue' | 'journal' | 'gateway' | 'shop' | 'devices' | 'sale';

export type StartFailure =
  /** No room on the medium: room mends it. */
  | 'disk-full'
  /** The browser found its own files damaged, or cannot read them. */
  | 'damaged'
  /** The browser gives this page no storage: a private window, or forbidden by its settings. */
  | 'forbidden'
  /** The page is not secure: over http in a network a browser gives it no lock that keeps two tabs apart, and seals nothing. */
  | 'insecure'
  /** A newer build wrote what this one cannot open. */
  | 'newer'
  /** The browser does not answer: another window or an update holds the database. */
  | 'hung'
  /** A demo without its goods: the server did not give them. */
  | 'no-demo'
  /** A practice gateway, and a real shop is here. */
  | 'shop-kind'
  /** A real gateway, and a practice shop is here: that may be thrown away. */
  | 'demo-here'
  | 'unknown';

const byName: ReadonlyMap<string, StartFailure> = new Map([
  ['QuotaExceededError', 'disk-full'],
  ['VersionError', 'newer'],
  ['SecurityError', 'forbidden'],
  ['MissingAPIError', 'forbidden'],
  // What Chromium says when a file of its store cannot be opened or read: «Internal error opening backing store».
  ['UnknownError', 'damaged'],
  ['DataError', 'damaged'],
  ['NotReadableError', 'damaged'],
  ['EncodingError', 'damaged'],
]);

/** Steps that only open storage: what fails in them is the storage's. */
const ofStorage: ReadonlySet<StartStep> = new Set(['settings', 'catalogue', 'journal']);

/** `error`: whatever was thrown. Dexie puts the browser's own error inside one of its own. */
export function startFailure(step: StartStep, error: unknown, isSecure = true): StartFailure {
  if (!isSecure && step === 'tab') return 'insecure';
  if (!ofStorage.has(step)) return nameOf(error) === 'QuotaExceededError' ? 'disk-full' : 'unknown';
  for (
    let at = error, depth = 0;
    at !== undefined && at !== null && depth < 4;
    at = (at as { inner?: unknown }).inner, depth += 1
  ) {
    // Chromium says so in the text only, with another name each version.
    if (
      /quota|disk (?:is )?full|no space|FILE_ERROR_NO_SPACE/i.test(textOf((at as { message?: unknown }).message ?? ''))
    )
      return 'disk-full';
    const known = byName.get(nameOf(at));
    if (known) return known;
  }
  return 'unknown';
}

const nameOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'name' in error ? textOf(error.name) : '';

/** All that is known of an error, for whoever helps: names and texts from the outside in. */
export function startDetail(error: unknown): string {
  const parts: string[] = [];
  for (
    let at = error, depth = 0;
    at !== undefined && at !== null && depth < 4;
    at = (at as { inner?: unknown }).inner, depth += 1
  )
    parts.push(textOf(at));
  return [...new Set(parts)].join(' ← ');
}

/** Whatever was thrown, as a text: an object may have none. */
function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}
