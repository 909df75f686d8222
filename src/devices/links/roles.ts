/** Several kinds of devices on the ports of one browser: a port that was given to one kind is hidden from the others. */
import type { GrantedSource } from './link.ts';

/** The places that somebody keeps for himself. */
export interface Reserved {
  has(id: string): boolean;
  /** A person gave the place to somebody else. Resolves when it may be opened. */
  giveUp(id: string): Promise<void>;
}

/**
 * All places but the reserved ones: the search for a ККТ opens every port and sends its probes, which no scanner should ever get. A
 * reserved place that a person chooses here is reserved no more.
 */
export function unreserved(source: GrantedSource, reserved: Reserved): GrantedSource {
  return {
    places: async () => (await source.places()).filter(({ id }) => !reserved.has(id)),
    onAppear: (listener) => source.onAppear(listener),
    choose: async () => {
      const chosen = await source.choose();
      if (chosen.ok && chosen.value) await reserved.giveUp(chosen.value.id);
      return chosen;
    },
    forget: (id) => source.forget(id),
  };
}
