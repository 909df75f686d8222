/** Runs one piece of work at a time. The sale and the shift share the one around the fiscal printer: a Z report between an intent and its receipt would move the ФД numbers. */
export type Mutex = <Value>(work: () => Promise<Value>) => Promise<Value>;

/** A new mutex: each work starts when the one before has ended, however it ended. */
export function mutex(): Mutex {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
}
