/** The payment in one chunk: nothing of it is needed for the first paint, and all of it together afterwards. */
export { default as AgeDialog } from './AgeDialog.svelte';
export { default as BuyerField } from './BuyerField.svelte';
export { default as DonePane } from './DonePane.svelte';
export { default as DoubtPane } from './DoubtPane.svelte';
export { default as PayPane } from './PayPane.svelte';
export { default as ProblemNote } from './ProblemNote.svelte';
export { default as UnknownNote } from './UnknownNote.svelte';
