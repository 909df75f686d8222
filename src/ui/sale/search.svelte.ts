import type { Catalogue } from '../../app/ports/catalogue.ts';
import type { Goods } from '../../domain/goods/goods.ts';

/** More than a person looks through. */
const mostResults = 30;
/** A scanner writes a whole code with gaps below this, and its pieces are not worth a search. */
const pauseMs = 40;

/** Search as you type: the text, what was found and what is highlighted. */
export class Search {
  text = $state('');
  highlighted = $state(0);
  /** The last answer since the field was empty. */
  #found = $state.raw<{ readonly text: string; readonly goods: readonly Goods[] }>();
  readonly #catalogue: Catalogue;

  /** To be made while a component is set up: it searches as long as the component lives. */
  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
    $effect(() => {
      const asked = this.text.trim();
      if (asked === '') {
        this.#found = undefined;
        return undefined;
      }
      const timer = setTimeout(() => void this.#ask(asked), pauseMs);
      return () => clearTimeout(timer);
    });
  }

  /** What the list shows; undefined when nothing is asked, and before the first answer: the first keys of a scan fall into the field, and change nothing on the screen. */
  get goods(): readonly Goods[] | undefined {
    return this.text.trim() === '' ? undefined : this.#found?.goods;
  }

  /** Whether the list is the answer to the text in the field. */
  get settled(): boolean {
    return this.#found?.text === this.text.trim();
  }

  move(step: 1 | -1): void {
    const last = (this.#found?.goods.length ?? 0) - 1;
    this.highlighted = Math.min(Math.max(0, this.highlighted + step), Math.max(0, last));
  }

  /** Empties the field and resolves with the highlighted goods, for which it may have to search first. */
  async take(): Promise<Goods | undefined> {
    const asked = this.text.trim();
    const shown = this.settled ? this.#found?.goods[this.highlighted] : undefined;
    this.text = '';
    return shown ?? (await this.#catalogue.search(asked, mostResults))[0];
  }

  async #ask(asked: string): Promise<void> {
    const goods = await this.#catalogue.search(asked, mostResults);
    if (asked !== this.text.trim()) return;
    this.#found = { text: asked, goods };
    this.highlighted = 0;
  }
}
