import type { LinkedList, TillGoods } from '../../app/catalogue/by-link.ts';
import type { FileFailureKind, FileReader, OpenedFile, PickedFile, ReadyImport } from '../../app/ports/goods-files.ts';
import type { Columns, ImportField } from '../../domain/goods/import/fields.ts';
import type { GoneCards } from '../../domain/goods/import/plan.ts';
import type { Wish } from './wish.ts';

/** Where a person is with a file. */
export type ImportStep =
  | { readonly at: 'pick'; readonly failure?: FileFailureKind | 'stopped' | undefined }
  | { readonly at: 'looking' }
  | { readonly at: 'columns'; readonly file: OpenedFile }
  | { readonly at: 'reading'; readonly file: OpenedFile }
  | { readonly at: 'preview'; readonly file: OpenedFile; readonly ready: ReadyImport }
  | { readonly at: 'applying'; readonly file: OpenedFile; readonly ready: ReadyImport }
  | { readonly at: 'done'; readonly ready: ReadyImport };

/** A file on its way into the catalogue. Nothing is changed before `apply`. */
export class ImportModel {
  step = $state.raw<ImportStep>({ at: 'pick' });
  columns = $state.raw<Columns>({});
  gone = $state<GoneCards>('keep');
  /** Share that is read, 0 to 1, and rows. */
  progress = $state.raw({ share: 0, rows: 0 });
  /** Why it is not applied. */
  trouble = $state('');
  readonly #desk: TillGoods;
  /** It came by a link. */
  #list: LinkedList | undefined;
  #reader: FileReader | undefined;

  constructor(desk: TillGoods) {
    this.#desk = desk;
  }

  /** `list`: the file is one that was fetched. */
  async pick(files: readonly PickedFile[], list?: LinkedList): Promise<void> {
    this.end();
    this.#list = list;
    this.step = { at: 'looking' };
    const reader = await this.#desk.open(files).catch(() => undefined);
    if (!reader) return this.#back('worker');
    this.#reader = reader;
    const looked = await this.#desk.look(reader);
    if (reader !== this.#reader) return;
    if (!looked.ok) return this.#back(looked.failure.kind);
    this.columns = looked.value.table?.columns ?? {};
    // An exchange with 1С has all goods; of a table nobody knows.
    this.gone = 'keep';
    this.step = { at: 'columns', file: { ...looked.value, ...(list && { name: list.url }) } };
  }

  choose(field: ImportField, column: number | undefined): void {
    const { [field]: _, ...rest } = this.columns;
    this.columns = column === undefined ? rest : { ...rest, [field]: column };
  }

  async compare(): Promise<void> {
    const reader = this.#reader;
    if (this.step.at !== 'columns' || !reader) return;
    const { file } = this.step;
    this.progress = { share: 0, rows: 0 };
    this.step = { at: 'reading', file };
    const wishes = { columns: $state.snapshot(this.columns), gone: this.gone };
    const read = await this.#desk.read(reader, file, wishes, (progress) => {
      if (reader === this.#reader) this.progress = progress;
    });
    if (reader !== this.#reader) return;
    if (!read.ok) return this.#back(read.failure.kind);
    this.step = { at: 'preview', file, ready: read.value };
  }

  /** Puts the file aside, whatever is being done with it. */
  stop(): void {
    this.#back('stopped');
  }

  /** `grant` asks for the PIN where it is wanted, and tells why a wish was not granted. */
  async apply(grant: (wish: Wish) => Promise<string | undefined>, notApplied: string): Promise<void> {
    if (this.step.at !== 'preview') return;
    const { file, ready } = this.step;
    this.trouble = '';
    try {
      const trouble = await grant((pin) => {
        this.step = { at: 'applying', file, ready };
        return this.#desk
          .apply(file, ready, this.gone, pin)
          .finally(() => (this.step = { at: 'preview', file, ready }));
      });
      if (trouble !== undefined) return void (this.trouble = trouble);
      this.step = { at: 'done', ready };
      if (this.#list) await this.#desk.link.applied(this.#list, ready.plan.counts, ready.refusedCount);
    } catch {
      this.trouble = notApplied;
    }
  }

  end(): void {
    this.#reader?.close();
    this.#reader = undefined;
  }

  #back(failure: FileFailureKind | 'stopped'): void {
    this.end();
    this.trouble = '';
    this.step = { at: 'pick', failure };
  }
}
