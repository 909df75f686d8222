import { own } from '../domain/base/own.ts';
import type { EpochMs } from '../domain/base/time.ts';
import { saidBy } from '../domain/code-check/answer.ts';
import { failuresOf } from '../domain/code-check/stored-check.ts';
import type { CheckReply } from './ports/checker.ts';
import type { SourceHealth, SourcesHealth } from '../domain/code-check/source.ts';
import type { BySource } from '../domain/code-check/source-id.ts';

const changed = (sources: BySource<SourceHealth>, how: (known: SourceHealth) => SourceHealth): BySource<SourceHealth> =>
  Object.fromEntries(Object.entries(sources).map(([id, known]) => [id, how(known)]));

const ageOf = ({ lastSync, lastsMs }: SourceHealth): SourceHealth => ({ lastSync, lastsMs });

/** What was heard before a moment of this machine's clock is no word about today: of a source that has not been heard since, nothing is known but the age of its copy. */
export const heardSince = (since: EpochMs, { sources, ...rest }: SourcesHealth): SourcesHealth => ({
  ...rest,
  sources: changed(sources, (known) => ((known.at ?? 0) < since ? ageOf(known) : known)),
});

/** What a check has just shown of the sources: the status strip need not wait for the next housekeeping to say it. */
export function healthAfter(health: SourcesHealth, { checks }: CheckReply, at: EpochMs): SourcesHealth {
  const [check] = checks;
  if (!check) return health;
  const silent = Object.entries(failuresOf(check)).map(([id, failure]) => [id, failure] as const);
  const answered = saidBy(check);
  const heard = [...silent, ...(answered === undefined ? [] : [[answered, undefined] as const])];
  return {
    ...health,
    sources: {
      ...health.sources,
      ...Object.fromEntries(heard.map(([id, failure]) => [id, { ...own(health.sources, id), at, failure }])),
    },
  };
}
