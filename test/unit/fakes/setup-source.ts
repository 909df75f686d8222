/** An address bar, files of the web, and signatures that are right where they say so. */
import type { FetchFault, SetupSource } from '../../../src/app/ports/setup-source.ts';
import type { NewTillLink } from '../../../src/app/set-up/by-link.ts';
import { SetupLinkDesk, type SetupLinkDeps } from '../../../src/app/shop/setup-by-link.ts';
import type { KeptSetup } from '../../../src/app/shop/setup-kept.ts';
import { fail, ok, type Result } from '../../../src/domain/base/result.ts';
import { FakeClock } from '../clock.ts';
import { FakeGoodsSource } from './goods-source.ts';
import { realShop } from './settings.ts';

export class FakeSetupSource implements SetupSource {
  /** What stands in the address bar. */
  address: string | undefined;
  readonly files = new Map<string, Result<string, FetchFault>>();
  readonly lists = new FakeGoodsSource();
  /** The answer to each question about a signature. */
  isGenuine: boolean | undefined = true;
  readonly asked: string[] = [];
  readonly #listeners: Array<() => void> = [];

  link(): string | undefined {
    return this.address;
  }

  taken(): void {
    this.address = undefined;
  }

  onLink(act: () => void): void {
    this.#listeners.push(act);
  }

  /** A link is opened in the running page. */
  open(link: string): void {
    this.address = link;
    for (const act of this.#listeners) act();
  }

  put(url: string, file: object | string): void {
    this.files.set(url, ok(typeof file === 'string' ? file : JSON.stringify(file)));
  }

  async fetch(url: string): Promise<Result<string, FetchFault>> {
    this.asked.push(url);
    return this.files.get(url) ?? fail({ kind: 'no-answer' });
  }

  async verify(): Promise<boolean | undefined> {
    return this.isGenuine;
  }
}

export interface FakeLink {
  readonly desk: SetupLinkDesk;
  kept: KeptSetup;
}

/** A desk over `source` that keeps in memory, at a till whose gateway is silent. */
export function linkOver(source: FakeSetupSource, deps: Partial<SetupLinkDeps> = {}): FakeLink {
  const link: { kept: KeptSetup } = { kept: {} };
  const desk = new SetupLinkDesk({
    source,
    call: async () => undefined,
    tillKey: async () => undefined,
    clock: new FakeClock(),
    kept: async () => link.kept,
    keep: async (kept) => void (link.kept = kept),
    shop: () => realShop,
    set: async () => ({ kind: 'saved' }),
    ...deps,
  });
  return Object.assign(link, { desk });
}

/** Of a new till that nobody has sent a link. */
export const noLink = async (): Promise<NewTillLink> => ({
  desk: linkOver(new FakeSetupSource()).desk,
  accepted: async () => undefined,
});
