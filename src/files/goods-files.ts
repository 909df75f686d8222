/** The page's side of the worker that reads files of goods. */
import type { CatalogueSnapshot } from '../app/ports/catalogue.ts';
import type {
  FileAnswer,
  FileReader,
  GoodsFiles,
  OpenedFile,
  PickedFile,
  ReadyImport,
} from '../app/ports/goods-files.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import workerUrl from './worker.ts?worker&url';

/** Trusted Types want the one URL of this worker to come from a policy of its own; a plain string where the browser has none. */
function trusted(url: string): string {
  const { trustedTypes } = globalThis as {
    trustedTypes?: {
      createPolicy(
        name: string,
        rules: { createScriptURL(url: string): string },
      ): { createScriptURL(url: string): unknown };
    };
  };
  const policy = trustedTypes?.createPolicy('poltora-goods-files', { createScriptURL: (asked) => asked });
  return policy ? (policy.createScriptURL(url) as string) : url;
}

/** Made once: a policy has its name for itself. */
const url = trusted(workerUrl);

/** One conversation with a worker of its own. */
class Talk {
  readonly #worker: Worker;
  #hear: ((message: FromWorker) => void) | undefined;
  #fail: ((detail: string) => void) | undefined;

  constructor() {
    this.#worker = new Worker(url, { type: 'module' });
    this.#worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => this.#hear?.(data));
    this.#worker.addEventListener('error', (event) => {
      // Told where the answer is awaited: nobody else can do anything about it.
      event.preventDefault();
      this.#fail?.(event.message);
    });
  }

  ask<Said extends FromWorker['said']>(
    message: ToWorker,
    said: Said,
    meanwhile: (message: FromWorker) => void = () => undefined,
  ): Promise<Extract<FromWorker, { said: Said }>> {
    return new Promise((done, fail) => {
      this.#fail = (detail) => fail(new Error(detail));
      this.#hear = (heard) => {
        if (heard.said === 'broken') fail(new Error(heard.detail));
        else if (heard.said === said) done(heard as Extract<FromWorker, { said: Said }>);
        else meanwhile(heard);
      };
      this.#worker.postMessage(message);
    });
  }

  end(): void {
    this.#worker.terminate();
    this.#fail?.('ended');
  }
}

const worker = (
  detail: string,
): { readonly ok: false; readonly failure: { readonly kind: 'worker'; readonly detail: string } } => ({
  ok: false,
  failure: { kind: 'worker', detail },
});

export function goodsFiles(): GoodsFiles {
  return {
    open(files: readonly PickedFile[]): FileReader {
      let talk: Talk | undefined;
      const asked = async <Value>(work: (talk: Talk) => Promise<FileAnswer<Value>>): Promise<FileAnswer<Value>> => {
        try {
          return await work((talk ??= new Talk()));
        } catch (error) {
          return worker(String(error));
        }
      };
      return {
        look: () =>
          asked<OpenedFile>(
            async (with_) => (await with_.ask({ ask: 'look', files: files as readonly File[] }, 'looked')).answer,
          ),
        read: (wishes, known: CatalogueSnapshot, onProgress) =>
          asked<ReadyImport>(
            async (with_) =>
              (
                await with_.ask({ ask: 'read', wishes, known }, 'read', (heard) => {
                  if (heard.said === 'progress') onProgress(heard.progress);
                })
              ).answer,
          ),
        close: () => talk?.end(),
      };
    },
    sales: async (...about) => (await import('./sales-xml.ts')).salesXml(...about),
    async workbook(rows) {
      const talk = new Talk();
      try {
        return (await talk.ask({ ask: 'workbook', rows }, 'workbook')).bytes;
      } finally {
        talk.end();
      }
    },
  };
}
