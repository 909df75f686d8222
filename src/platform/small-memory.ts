/** `localStorage`, with a stand-in for a browser that forbids it or has no room: then what is kept lasts as long as the page. */
import type { SmallMemory } from '../app/ports/memory.ts';

export function smallMemory(open: () => Storage): SmallMemory {
  const here = new Map<string, string>();
  return {
    get(name) {
      try {
        return here.get(name) ?? open().getItem(name);
      } catch {
        return null;
      }
    },
    set(name, value) {
      try {
        open().setItem(name, value);
        here.delete(name);
      } catch {
        here.set(name, value);
      }
    },
  };
}
