import { createContext } from 'svelte';

/** The line of the receipt whose amount or price is being changed: its dialog is open. */
export class LineEditing {
  /** The line's id. */
  lineId = $state<string>();

  /** Closes the dialog of this line; of another one that has opened meanwhile it says nothing. */
  end(lineId: string): void {
    if (this.lineId === lineId) this.lineId = undefined;
  }
}

export const [lineEditing, setLineEditing] = createContext<LineEditing>();
