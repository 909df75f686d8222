/** The worker that reads files of goods: composition root of its own thread. It lives for one conversation, and whoever wants it to stop ends it. */
import { v7 } from 'uuid';
import { sourceOf } from './bytes.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { Reading } from './reading.ts';
import { workbook } from './workbook.ts';

declare const self: DedicatedWorkerGlobalScope;

let reading: Reading | undefined;
const say = (message: FromWorker, transfer: Transferable[] = []): void => self.postMessage(message, transfer);

async function answer(asked: ToWorker): Promise<void> {
  switch (asked.ask) {
    case 'look':
      reading = new Reading(asked.files.map(sourceOf), v7);
      return say({ said: 'looked', answer: await reading.look() });
    case 'read': {
      if (!reading) return;
      const found = await reading.read(asked.wishes, asked.known, (progress) => say({ said: 'progress', progress }));
      const moved = found.ok
        ? found.value.packed.segments.flatMap(({ bytes, ends }) => [bytes.buffer, ends.buffer])
        : [];
      return say({ said: 'read', answer: found }, moved);
    }
    case 'workbook': {
      const bytes = workbook(asked.rows);
      return say({ said: 'workbook', bytes }, [bytes.buffer]);
    }
  }
}

// From the page that made this worker alone, of the same build.
self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  answer(data).catch((error: unknown) => say({ said: 'broken', detail: String(error) }));
});
