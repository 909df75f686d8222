/**
 * A source of verdicts by its id. Open on purpose: which sources there are is said in `src/check/sources/` alone, and what they are called on the screen in
 * `src/ui/shell/sources.ts`. An id is a stored word: it stands in journals for years, so it is never renamed.
 */
export type SourceId = string;

/**
 * What kind of facts an answer holds. `full`: of the online check, all that ГИС МТ knows of the code (online-check.md §1.4). `offline`: of the check without it,
 * by a list that was loaded before (local-module.md §2.5). A source may give both.
 */
export type Facts = 'full' | 'offline';

/** Something for each of some sources, in order of trust: the most trusted first. */
export type BySource<Value> = Readonly<Record<SourceId, Value>>;
