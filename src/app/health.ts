import type { EpochMs } from '../domain/time.ts';
import type { CheckReply, SourcesHealth } from './ports.ts';

/** What a check has just shown of the two sources: the status strip need not wait for the next housekeeping to say it. */
export function healthAfter(health: SourcesHealth, { checks }: CheckReply, at: EpochMs): SourcesHealth {
  const [check] = checks;
  switch (check?.source) {
    case undefined:
      return health;
    case 'online':
    case 'emergency':
      return { ...health, online: { at } };
    case 'local':
      return { online: { at, failure: check.online }, local: { ...health.local, at, failure: undefined } };
    case 'none':
      return { online: { at, failure: check.online }, local: { ...health.local, at, failure: check.local } };
  }
}
