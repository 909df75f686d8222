/**
 * What is wrong with how a page is laid out in the window that it has now: text that is cut off or broken within a word, texts that lie on each other, what lies where
 * nobody can scroll to, lists without room, a page that scrolls sideways, and targets that are too small for a finger.
 */

/** Least side of a target, CSS px (design, section 6). */
const target = 48;
/** Boxes are laid out in fractions of a pixel. */
const slack = 1;
/** Longest word that must stand in one piece: longer ones are numbers and addresses. */
const longestWord = 22;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A line of text as a person sees it. */
interface Piece {
  readonly element: Element;
  readonly words: string;
  readonly box: Box;
  /** What covers the rest of the page on purpose while that is scrolled under it. */
  readonly layer: Element | undefined;
}

/** One sentence for each fault; none where all is right. */
export function layoutFaults(page: Document): string[] {
  const dialog = [...page.querySelectorAll('dialog[open]')].at(-1);
  const root = dialog ?? page.body;
  const seen = new Seen(page);
  const faults = new Set<string>();
  const pieces: Piece[] = [];
  for (const text of textsOf(root)) {
    const element = text.parentElement;
    if (!element || !seen.isShown(element)) continue;
    const range = page.createRange();
    range.selectNodeContents(text);
    for (const rect of range.getClientRects()) {
      if (rect.width < 1 || rect.height < 1) continue;
      const words = text.data.trim();
      const { box, fault } = seen.visible(element, rect);
      const button = element.closest('button')?.getBoundingClientRect();
      if (
        button &&
        (rect.left < button.left - slack || rect.right > button.right + slack || rect.bottom > button.bottom + slack)
      )
        faults.add(`beyond its button: «${words.slice(0, 60)}» in ${nameOf(element)}`);
      if (fault) faults.add(`${fault}: «${words.slice(0, 60)}» in ${nameOf(element)}`);
      else if (box) pieces.push({ element, words, box, layer: layerOf(element) });
    }
    for (const word of brokenWords(text, range)) faults.add(`broken word: «${word}» in ${nameOf(element)}`);
  }
  for (const [one, other] of overlapping(pieces))
    faults.add(`overlap: «${one.words.slice(0, 40)}» and «${other.words.slice(0, 40)}»`);
  for (const element of root.querySelectorAll<HTMLElement>('*')) {
    if (!seen.isShown(element)) continue;
    for (const fault of faultsOf(element, seen)) faults.add(`${fault}: ${nameOf(element)}`);
  }
  const { scrollWidth, clientWidth } = page.documentElement;
  if (scrollWidth > clientWidth) faults.add(`the page scrolls sideways: ${scrollWidth} of ${clientWidth}`);
  return [...faults];
}

function* textsOf(root: Element): Generator<Text> {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (node instanceof Text && node.data.trim() !== '') yield node;
}

/** What can be seen of a page, and by which of its boxes it is cut. */
class Seen {
  readonly #page: Document;
  readonly #shown = new WeakMap<Element, boolean>();

  constructor(page: Document) {
    this.#page = page;
  }

  /** Neither hidden nor only for screen readers. */
  isShown(element: Element): boolean {
    const known = this.#shown.get(element);
    if (known !== undefined) return known;
    const shown =
      element.checkVisibility({ checkVisibilityCSS: true }) &&
      getComputedStyle(element).clipPath !== 'inset(50%)' &&
      !element.matches('.unseen, option, dialog:not([open]), script, style') &&
      (element.parentElement === null || this.isShown(element.parentElement));
    this.#shown.set(element, shown);
    return shown;
  }

  /** The part of a box that is in sight now; nothing when it is scrolled away; a fault when no scrolling brings it all into sight. */
  visible(element: Element, { left, top, right, bottom }: Box): { readonly box?: Box; readonly fault?: string } {
    // Of a DOMRect a spread takes nothing along.
    let box: Box = { left, top, right, bottom };
    for (let at: Element | null = element; at && at !== this.#page.body; at = at.parentElement) {
      const style = getComputedStyle(at);
      const frame = at.getBoundingClientRect();
      for (const axis of ['x', 'y'] as const) {
        const flow = axis === 'x' ? style.overflowX : style.overflowY;
        if (flow === 'visible') continue;
        const [from, to] = axis === 'x' ? (['left', 'right'] as const) : (['top', 'bottom'] as const);
        const isOut = box[from] < frame[from] - slack || box[to] > frame[to] + slack;
        if (isOut && (flow === 'hidden' || flow === 'clip')) return { fault: 'cut' };
        if (isOut) box = { ...box, [from]: Math.max(box[from], frame[from]), [to]: Math.min(box[to], frame[to]) };
        if (box[from] >= box[to]) return {};
      }
      if (style.position === 'fixed' || at instanceof HTMLDialogElement) break;
    }
    const { clientWidth, clientHeight, scrollHeight } = this.#page.documentElement;
    const canScroll = scrollHeight > clientHeight + slack && !element.closest('dialog');
    if (box.right > clientWidth + slack || box.left < -slack) return { fault: 'beyond the window' };
    if (!canScroll && (box.bottom > clientHeight + slack || box.top < -slack)) return { fault: 'beyond the window' };
    return { box };
  }
}

/** What stays in place, with a ground of its own, over what is scrolled. */
function layerOf(element: Element): Element | undefined {
  for (let at: Element | null = element; at; at = at.parentElement)
    if (at.matches('[role="alertdialog"]') || /sticky|fixed/.test(getComputedStyle(at).position)) return at;
  return undefined;
}

function* brokenWords(text: Text, range: Range): Generator<string> {
  for (const { 0: word, index } of text.data.matchAll(/\p{Script=Cyrillic}{2,}/gu)) {
    if (word.length > longestWord) continue;
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
    if (lines.size > 1) yield word;
  }
}

function* overlapping(pieces: readonly Piece[]): Generator<readonly [Piece, Piece]> {
  const sorted = [...pieces].sort((one, other) => one.box.top - other.box.top);
  for (const [index, one] of sorted.entries())
    for (const other of sorted.slice(index + 1)) {
      if (other.box.top >= one.box.bottom) break;
      // Lines of one text touch, and their boxes are as high as the font likes.
      if (one.layer !== other.layer || one.element === other.element) continue;
      const width = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const height = Math.min(one.box.bottom, other.box.bottom) - other.box.top;
      const least = Math.min(one.box.bottom - one.box.top, other.box.bottom - other.box.top);
      if (width > 2 && height > least / 3) yield [one, other];
    }
}

function* faultsOf(element: HTMLElement, seen: Seen): Generator<string> {
  const style = getComputedStyle(element);
  const isScroller = (flow: string): boolean => flow === 'auto' || flow === 'scroll';
  if (
    isScroller(style.overflowX) &&
    element.scrollWidth > element.clientWidth + slack &&
    !element.matches('[data-sideways], input, textarea')
  )
    yield `scrolls sideways, ${element.scrollWidth} of ${element.clientWidth}`;
  if (
    isScroller(style.overflowY) &&
    element.scrollHeight > element.clientHeight + slack &&
    element.clientHeight < target
  )
    yield `no room to scroll in, ${element.clientHeight}`;
  if (element instanceof HTMLInputElement && element.value === '' && widthOf(element) > roomOf(element, style))
    yield `cut placeholder «${element.placeholder}»`;
  if (!element.matches('button, a[href], input, select, textarea, summary, [role="option"]')) return;
  if (element.matches('a') && style.display === 'inline') return;
  // The whole label takes a press for its field.
  const label = element.matches('input, select, textarea') ? element.closest('label') : null;
  const boxes = [element, ...(label ? [label] : [])].map((each) => each.getBoundingClientRect());
  const width = Math.max(...boxes.map((box) => box.width));
  const height = Math.max(...boxes.map((box) => box.height));
  if (width < target - slack / 2 || height < target - slack / 2)
    yield `small target, ${Math.round(width)}×${Math.round(height)}`;
  const { fault } = seen.visible(element, element.getBoundingClientRect());
  if (fault) yield `target ${fault}`;
}

const pen = document.createElement('canvas').getContext('2d');

/** Of the words that stand in an empty field. */
function widthOf(field: HTMLInputElement): number {
  if (!pen) return 0;
  pen.font = getComputedStyle(field).font;
  return pen.measureText(field.placeholder).width;
}

const roomOf = ({ clientWidth }: HTMLElement, { paddingLeft, paddingRight }: CSSStyleDeclaration): number =>
  clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) + slack;

/** Short, and enough to find it. */
function nameOf(element: Element): string {
  const { tagName, className } = element;
  const classes = typeof className === 'string' ? className.replace(/\s*svelte-\w+/g, '') : '';
  const words =
    element.getAttribute('aria-label') ?? element.textContent?.trim().replace(/\s+/g, ' ').slice(0, 30) ?? '';
  return `${tagName.toLowerCase()}${classes && `.${classes.trim().replaceAll(' ', '.')}`} [${words}]`;
}
