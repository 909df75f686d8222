/** What files brought into the catalogue: written beside what counts, then put in its place by one transaction that changes a pointer. */
import { Dexie } from 'dexie';
import type { ImportFacts, PackedGeneration } from '../app/ports/catalogue.ts';
import type { StoredGoods } from '../domain/goods/stored-goods.ts';
import type { CatalogueDatabase, PointerRow } from './catalogue-database.ts';
import { GenerationCards } from './packed-generation.ts';

const nothing: PackedGeneration['index'] = {
  count: 0,
  perSegment: 1,
  barcodes: new Float64Array(0),
  owners: new Uint32Array(0),
  byName: new Uint32Array(0),
  folders: [],
  folderOf: new Uint16Array(0),
  archived: new Uint8Array(0),
  quick: [],
};

export class Generations {
  readonly #db: CatalogueDatabase;
  /** A card of the till in the one spelling by which two are compared. */
  readonly #spelled: (row: unknown) => string;
  #now: Promise<GenerationCards> | undefined;

  constructor(db: CatalogueDatabase, spelled: (row: unknown) => string) {
    this.#db = db;
    this.#spelled = spelled;
  }

  /** The cards that count. */
  now(): Promise<GenerationCards> {
    return (this.#now ??= this.#load().catch((error: unknown) => {
      this.#now = undefined;
      throw error;
    }));
  }

  async #load(): Promise<GenerationCards> {
    const id = (await this.#pointer()).id;
    const row = id === 0 ? undefined : await this.#db.generations.get(id);
    if (!row) return new GenerationCards(nothing, [], async () => []);
    const segments = await this.#db.segments
      .where('[generation+part]')
      .between([id, Dexie.minKey], [id, Dexie.maxKey])
      .toArray();
    return new GenerationCards(row.index, segments, async () => {
      const texts = await this.#db.texts
        .where('[generation+part]')
        .between([id, Dexie.minKey], [id, Dexie.maxKey])
        .toArray();
      return texts.map(({ text }) => text);
    });
  }

  async #pointer(): Promise<Omit<PointerRow, 'key'>> {
    return (await this.#db.pointer.get('current')) ?? { id: 0 };
  }

  async swap(next: PackedGeneration, folded: readonly StoredGoods[], facts: ImportFacts): Promise<void> {
    const db = this.#db;
    const before = await this.#pointer();
    await this.#dropAllBut(before.id, before.before);
    const id = 1 + Math.max(before.id, before.before ?? 0);
    // One by one: a transaction that holds all of a million cards would hold twice their memory.
    for (const [part, { bytes, ends, text }] of next.segments.entries()) {
      await db.transaction('rw', db.segments, db.texts, async () => {
        await db.segments.put({ generation: id, part, bytes, ends });
        await db.texts.put({ generation: id, part, text });
      });
    }
    await db.transaction('rw', db.goods, db.generations, db.pointer, async () => {
      const gone: StoredGoods[] = [];
      for (const card of folded) {
        if (this.#spelled(await db.goods.get(card.id)) !== this.#spelled(card)) continue;
        await db.goods.delete(card.id);
        gone.push(card);
      }
      await db.generations.put({ id, index: next.index, facts, folded: gone });
      await db.pointer.put({ key: 'current', id, before: before.id });
    });
    this.#now = undefined;
    await this.#dropAllBut(id, before.id);
  }

  async takeBack(): Promise<boolean> {
    const db = this.#db;
    const isTaken = await db.transaction('rw', db.goods, db.generations, db.pointer, async () => {
      const pointer = await this.#pointer();
      if (pointer.before === undefined) return false;
      const row = await db.generations.get(pointer.id);
      for (const card of row?.folded ?? []) if (!(await db.goods.get(card.id))) await db.goods.put(card);
      await db.pointer.put({ key: 'current', id: pointer.before });
      return true;
    });
    if (!isTaken) return false;
    this.#now = undefined;
    const { id } = await this.#pointer();
    await this.#dropAllBut(id, undefined);
    return true;
  }

  /** Whether a file was ever loaded, taken back or not. */
  async hasEverBeen(): Promise<boolean> {
    return (await this.#db.pointer.get('current')) !== undefined;
  }

  async last(): Promise<ImportFacts | undefined> {
    const { id, before } = await this.#pointer();
    return before === undefined ? undefined : (await this.#db.generations.get(id))?.facts;
  }

  /** What an import that was broken off left, and what nobody can go back to any more. */
  async #dropAllBut(id: number, before: number | undefined): Promise<void> {
    const db = this.#db;
    const kept = [...new Set([0, id, before ?? 0])].sort((a, b) => a - b);
    await db.transaction('rw', db.segments, db.texts, db.generations, async () => {
      for (const [place, from] of kept.entries()) {
        const to = kept[place + 1] ?? Infinity;
        await db.generations.where('id').between(from, to, false, false).delete();
        for (const table of [db.segments, db.texts])
          await table
            .where('[generation+part]')
            .between([from, Dexie.maxKey], [to, Dexie.minKey], false, false)
            .delete();
      }
    });
  }
}
