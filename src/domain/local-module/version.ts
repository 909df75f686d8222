/** Versions of ЛМ ЧЗ, written `M.m.p-build` (local-module.md §1.5). */

/** A version that was seen in the world, and the day it was seen on. */
export interface NewestVersion {
  readonly version: string;
  /** `YYYY-MM-DD`. */
  readonly day: string;
}

/** The newest version that was known when this build was made (local-module.md §1.5). A set-up link may bring a newer one. */
export const newestAtBuild: NewestVersion = { version: '2.6.1-7', day: '2026-08-29' };

const partsOf = (version: string): readonly number[] | undefined => {
  const found = /^\s*v?(\d+)\.(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:[-+](\d+))?/i.exec(version);
  return found?.slice(1).map((part) => Number((part as string | undefined) ?? 0));
};

/** Whether `version` is older than `than`. A version that nobody can read is not called old. */
export function isOlder(version: string, than: string): boolean {
  const [one, other] = [partsOf(version), partsOf(than)];
  if (!one || !other) return false;
  const at = one.findIndex((part, index) => part !== other[index]);
  return at >= 0 && (one[at] ?? 0) < (other[at] ?? 0);
}

/** The newer of two known ones. */
export const newerOf = (one: NewestVersion, other: NewestVersion | undefined): NewestVersion =>
  other && isOlder(one.version, other.version) ? other : one;
