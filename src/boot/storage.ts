import type { Catalogue } from '../app/ports/catalogue.ts';
import type { Journal } from '../app/ports/journal.ts';
import { readMoment } from '../domain/base/fields.ts';
import { PinGuard } from '../app/shop/pin.ts';
import type { SettingsDeps } from '../app/shop/settings.ts';
import type { EpochMs } from '../domain/base/time.ts';
import type { OpenSettings } from '../storage/settings.ts';
import type { Phase } from './pipeline.ts';
import type { Start } from './start.ts';

export interface Storage {
  /** The browser's own word that it found its files damaged and began new ones. */
  readonly dataLoss: string | undefined;
  readonly settings: OpenSettings;
  readonly catalogue: Catalogue;
  readonly journal: Journal;
  readonly pin: PinGuard;
  /** For whoever saves settings. */
  readonly saving: SettingsDeps;
  /** The latest time that was ever heard of a witness. */
  readonly latest: EpochMs | undefined;
}

/** The three databases, and what only they know. */
export const storage: Phase<{ readonly start: Start }, Storage> = {
  name: 'storage',
  async run({ start }) {
    const { deps } = start;
    const dataLoss = await start.opening('settings', deps.dataLoss);
    const settings = await start.opening('settings', deps.openSettings);
    const [catalogue, journal] = await Promise.all([
      start.opening('catalogue', deps.openCatalogue),
      start.opening('journal', deps.openJournal),
    ]);
    const { time: clock, monotonic } = deps;
    const pin = new PinGuard({ settings, journal, clock, monotonic, page: deps.newId() });
    await pin.resume();
    const latest = readMoment(await settings.recall('latest-time'));
    const saving = { settings, journal, pin, clock, setup: () => settings.recall('setup-link') };
    return { dataLoss, settings, catalogue, journal, pin, saving, latest };
  },
};
