/** What a receipt shows once something was scanned, in one chunk: an empty one needs nothing of it. */
export { default as Alarm } from './Alarm.svelte';
export { default as Line } from './Line.svelte';
export { default as RejectedScan } from './RejectedScan.svelte';
