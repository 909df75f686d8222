/** The phases that begin when the shop is known, in one chunk: it comes while the databases open. */
export { devices } from './devices.ts';
export { housekeeping } from './housekeeping.ts';
export { recovery } from './recovery.ts';
export { screen } from './screen.ts';
