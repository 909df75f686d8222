import type { Clock } from '../ports/clock.ts';
import type { GatewayMemory, SmallMemory } from '../ports/memory.ts';
import type { Journal } from '../ports/journal.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import type { JournalHead } from '../../domain/journal/chain.ts';
import type { OutsideWitness } from '../fiscal/unknown-documents.ts';
import { lossOf, readWitness, witnessOf, type Here, type Loss, type Witness } from './witness.ts';

const name = 'poltora-witness';
/** The gateway takes no longer name of a till. */
const mostNameSigns = 32;
/** Set while the gateway must be told that a person has seen the loss. */
const acceptName = 'poltora-witness-accepted';

export function keptWitness(memory: SmallMemory): Witness | undefined {
  try {
    return readWitness(JSON.parse(memory.get(name) ?? 'null'));
  } catch {
    return undefined;
  }
}

/** Who this till is to its gateway; kept beside the witness. */
export const tillName = 'poltora-till';

export const keepWitness = (memory: SmallMemory, witness: Witness): void => memory.set(name, JSON.stringify(witness));

/** A person has seen that what stood here is gone: what is here now counts, also to the gateway. */
export const acceptWitness = (memory: SmallMemory): void => memory.set(acceptName, '1');

export interface WitnessDeps {
  readonly journal: Pick<Journal, 'head'>;
  readonly memory: SmallMemory;
  readonly gateway: GatewayMemory;
  readonly clock: Clock;
  readonly till: string;
  /** The journal that this page opened: what is found in its place later is another. */
  readonly opened: string;
  readonly shop: () => Shop;
  readonly hasPin: () => Promise<boolean>;
  /** What is here of that which this witness says was here, besides the journal. */
  readonly here: (witness: Pick<Witness, 'hasPin' | 'cards'>) => Promise<Pick<Here, 'isPinKnown' | 'hasCards'>>;
  /** Hears of a journal that the gateway has seen further on. */
  readonly lost: (loss: Loss) => void;
  /** Hears what the gateway remembers of a journal that is not behind it: its head is to be found in the chain. */
  readonly heard: (witness: Witness) => void;
}

/** Writes after each sale, outside the databases, how far the journal has come; and compares with what the gateway remembers. */
export class WitnessKeeper {
  readonly #deps: WitnessDeps;
  #witness: Witness | undefined;
  /** What stood here when the page opened. */
  readonly #atStart: Witness | undefined;
  /** How many cards there are, once somebody has counted. */
  #cards: number | undefined;
  /** The journal whose witness this is. */
  #journal: string;
  /** That the PIN is gone is told once. */
  #isPinTold = false;
  /** What the gateway remembers. */
  #told: Witness | undefined;
  /** The newest document heard of; it is written a moment later. */
  #fiscal: Witness['fiscal'];
  #working: Promise<void> = Promise.resolve();
  #isSent = false;
  #isCompared = false;
  #isStopped = false;
  /** Until a person has seen it, nothing here may overwrite what the gateway knows. */
  #isRefused = false;

  constructor(deps: WitnessDeps) {
    this.#deps = deps;
    this.#atStart = keptWitness(deps.memory);
    this.#witness = this.#atStart;
    this.#journal = deps.opened;
  }

  /** So many cards are there. No card is ever deleted: where there were some, none is no number to go by, and the next start tells. */
  counted(cards: number): Promise<void> {
    if (cards > 0) this.#cards = cards;
    return this.keep();
  }

  /** For the comparison of the ФН with the journal (app/fiscal/unknown-documents.ts): the last fiscal document of this till that anybody outside the journal knows of. */
  readonly outside: OutsideWitness = {
    get: () => {
      const [own, told] = [this.#fiscal ?? this.#witness?.fiscal, this.#told?.fiscal];
      return own && told && own.fn === told.fn && own.fd < told.fd ? told : (own ?? told);
    },
    // A person's word may go back behind what was known.
    set: (known) => {
      this.#fiscal = known;
      if (this.#told) this.#told = { ...this.#told, fiscal: known };
      void this.keep(known);
    },
  };

  /** Writes the witness anew. `fiscal`: the document just printed. */
  keep(fiscal = this.#fiscal ?? this.#witness?.fiscal): Promise<void> {
    this.#fiscal = fiscal;
    return this.#next(async () => {
      const { journal, memory, clock, till, shop } = this.#deps;
      const head = await journal.head();
      const before = this.#witness;
      const { hasPin, isPinGone } = await this.#lookForPin(before?.hasPin);
      // Deleted under an open page and made anew, or gone back under it.
      const isBehind = before?.journal === head.journal && (head.events < before.events || head.number < before.number);
      if (before && (this.#journal !== head.journal || isBehind)) return this.#tellHere(head, before, isPinGone);
      if (before && isPinGone && !this.#isPinTold) {
        this.#isPinTold = true;
        this.#deps.lost({ what: 'pin', isPinGone, witness: before, by: 'here' });
      }
      const witness: Witness = {
        version: 1,
        ...head,
        till,
        at: clock.now(),
        shop: shop(),
        fiscal: fiscal && { fn: fiscal.fn, fd: fiscal.fd },
        // Until a person has seen that it is gone.
        hasPin: hasPin || isPinGone,
        cards: this.#cards ?? before?.cards,
      };
      if (before && isSame(before, witness)) return;
      keepWitness(memory, witness);
      this.#witness = witness;
      this.#isSent = false;
    });
  }

  /** A person has seen what is missing, and it is on record (`goOnWithout`): what is here now counts. */
  async accept(): Promise<void> {
    await this.#next(async () => {
      const { journal, memory } = this.#deps;
      this.#journal = (await journal.head()).journal;
      this.#witness = keptWitness(memory);
      this.#isPinTold = false;
    });
    await this.keep();
  }

  /** What the settings cannot tell now is as it was: the witness of a document must not wait for them. */
  async #lookForPin(
    hadPin: boolean | undefined,
  ): Promise<{ readonly hasPin: boolean | undefined; readonly isPinGone: boolean }> {
    try {
      const { isPinKnown } = await this.#deps.here({ hasPin: hadPin });
      return { hasPin: await this.#deps.hasPin(), isPinGone: hadPin === true && isPinKnown === false };
    } catch {
      return { hasPin: hadPin, isPinGone: false };
    }
  }

  /** The journal under this open page is not the one it opened: said at once, and what is known of that one is kept for the next start, whoever has cleared it. */
  #tellHere(head: JournalHead, before: Witness, isPinGone: boolean): void {
    const { memory, till, lost } = this.#deps;
    keepWitness(memory, before);
    memory.set(tillName, till);
    const loss = lossOf({ head, hasShop: true }, before, 'here');
    if (loss && !this.#isRefused) lost({ ...loss, ...(isPinGone && { isPinGone }) });
    this.#isRefused = true;
  }

  /** Asks the gateway what it has seen of this till, until it has answered once; a journal that is behind it is told. */
  compareOnce(): Promise<void> {
    return this.#next(async () => {
      if (!this.#isCompared) await this.#compare();
    });
  }

  async #compare(): Promise<void> {
    const { gateway, till, journal, memory, lost, heard } = this.#deps;
    if (memory.get(acceptName)) return;
    const answer = await gateway.till(till);
    const told = witnessOf(answer);
    if (!told) return;
    this.#isCompared = true;
    this.#told = told;
    const head = await journal.head();
    // What stood here was compared at the start: an older word of the gateway knows no better.
    const isNews = this.#atStart?.journal !== told.journal || this.#atStart.events < told.events;
    const here = isNews ? await this.#deps.here(told) : {};
    const loss = lossOf({ ...here, head, hasShop: true }, told, 'gateway');
    if (!loss) return heard(told);
    this.#isRefused = true;
    lost(loss);
  }

  /** Tells the gateway, if there is anything new. */
  send(): Promise<void> {
    return this.#next(async () => {
      const { gateway, till, memory, shop } = this.#deps;
      // What it knows is heard before it is written over.
      if (!this.#isCompared) await this.#compare();
      const witness = this.#witness;
      const accept = memory.get(acceptName) === '1';
      if (!witness || this.#isSent || (this.#isRefused && !accept)) return;
      const { shop: settings, ...numbers } = witness;
      const said = await gateway.put(
        till,
        { version: 1, name: [...shop().till].slice(0, mostNameSigns).join(''), witness: numbers, settings },
        accept,
      );
      // It was not there when it was asked, and knows better: now it is heard.
      if (said === 'refused') await this.#compare();
      if (said === 'kept') {
        this.#isSent = true;
        this.#isCompared = true;
        this.#isRefused = false;
        if (accept) memory.set(acceptName, '');
      }
    });
  }

  /** Writes nothing any more. Resolves when what was under way has ended. */
  stop(): Promise<void> {
    this.#isStopped = true;
    return this.#working;
  }

  /** One at a time, and whatever goes wrong keeps nobody from selling. */
  #next(work: () => Promise<void>): Promise<void> {
    this.#working = this.#working.then(() => (this.#isStopped ? undefined : work())).catch(() => undefined);
    return this.#working;
  }
}

const isSame = (one: Witness, other: Witness): boolean =>
  JSON.stringify({ ...one, at: 0 }) === JSON.stringify({ ...other, at: 0 });
