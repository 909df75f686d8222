/** Work on one thing that must not be interleaved: the sale and the shift speak to the same ККТ, and a Z report between an intent and its receipt would move the ФД numbers. */
export type Turns = <Value>(work: () => Promise<Value>) => Promise<Value>;

/** Each work starts when the one before has ended, however it ended. */
export function turns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
}
