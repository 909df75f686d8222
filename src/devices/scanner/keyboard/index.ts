import type { ScannerManifest } from '../manifest.ts';
import { keyboardSource } from './keyboard-source.ts';

/** Scanners that type. They need no choosing, so they are heard from the first key on: their code comes with the page. */
const keyboard: ScannerManifest = {
  way: 'keyboard',
  order: 3,
  open: ({ keys, clock, memory }) => keys && keyboardSource({ ...keys, clock, memory }),
};
export default keyboard;
