/** The start as a list of phases: each is given what those before it have made, and adds its own. Their order is a list that a test reads. */

/** A phase that ends the start here: the screen shows something else than the sale. */
export const stopped = Symbol('stopped');

export interface Phase<Given, Made> {
  readonly name: string;
  readonly run: (given: Given) => Promise<Made | typeof stopped>;
}

export interface Pipeline<Given, Made> {
  readonly names: readonly string[];
  /** Resolves when the last phase is done, or one has stopped; rejects where one fails. */
  readonly run: (given: Given) => Promise<Made | typeof stopped>;
  /** The same with one phase more at its end. */
  readonly then: <More>(phase: Phase<Given & Made, More>) => Pipeline<Given, Made & More>;
}

export const pipeline = <Given, Made>(first: Phase<Given, Made>): Pipeline<Given, Made> =>
  make([first.name], first.run);

function make<Given, Made>(names: readonly string[], run: Pipeline<Given, Made>['run']): Pipeline<Given, Made> {
  return {
    names,
    run,
    then: (phase) =>
      make([...names, phase.name], async (given) => {
        const made = await run(given);
        if (made === stopped) return stopped;
        const more = await phase.run({ ...given, ...made });
        return more === stopped ? stopped : { ...made, ...more };
      }),
  };
}

/** A phase whose code comes later than the page; `load` is asked for it when its turn has come. Where the code does not come the phase fails. */
export const late = <Given, Made>(name: string, load: () => Promise<Phase<Given, Made>>): Phase<Given, Made> => ({
  name,
  run: async (given) => (await load()).run(given),
});
