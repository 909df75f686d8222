/** Sounds that are counted, not played. */
import type { Sounds } from '../../../src/app/ports/sounds.ts';

export class CountedSounds implements Sounds {
  heard: Array<'added' | 'attention' | 'refused'> = [];

  added(): void {
    this.heard.push('added');
  }

  attention(): void {
    this.heard.push('attention');
  }

  refused(): void {
    this.heard.push('refused');
  }
}
