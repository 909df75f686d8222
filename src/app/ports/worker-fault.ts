/** What the service worker tells its pages of an error that nobody caught: it has neither journal nor screen. */

const type = 'poltora-fault';
/** An error may hold anything; a row of the journal and a note on the screen need no more of it, characters. */
const mostDetail = 1_000;

export interface WorkerFault {
  readonly type: typeof type;
  readonly detail: string;
}

export function workerFault(error: unknown): WorkerFault {
  let text: string;
  try {
    text = String(error);
  } catch {
    text = Object.prototype.toString.call(error);
  }
  return { type, detail: `service worker: ${text}`.slice(0, mostDetail) };
}

/** What a worker posted, perhaps one of another build; undefined: it is no fault. */
export function readWorkerFault(data: unknown): string | undefined {
  const { type: said, detail } = (data ?? {}) as Partial<Record<keyof WorkerFault, unknown>>;
  return said === type && typeof detail === 'string' ? detail.slice(0, mostDetail) : undefined;
}
