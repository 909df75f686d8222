/** Which of the codes in the pictures of a camera are scans: a code stays in the picture for seconds, and a pack shows more than one. */
import type { Delivery } from '../../../app/ports/scanner.ts';
import { fromAscii } from '../../../protocol/bytes.ts';
import type { SeenCode } from './read-picture.ts';

/** A code that counts as scanned now. */
export interface Sighting extends SeenCode {
  /** One character for one byte. */
  readonly text: string;
  readonly timing: Delivery['timing'];
}

/**
 * Out of the picture for so long, a code that comes again was shown again, ms. A trembling hand and a hunting focus lose it for tenths of a second.
 * Not longer: two loaves have the same EAN, and the second must count as soon as the first was taken away.
 */
export const OUT_OF_SIGHT_MS = 1_000;
/**
 * So long must bars be in sight, ms, which takes two pictures that agree: they have one check digit where a DataMatrix has Reed–Solomon. And the pack of
 * marked goods has an EAN beside its mark which, being larger, is often read first: this gives the mark time to be seen, too. Without it one pack would be
 * two lines of the receipt. While a mark is in sight, bars wait for longer.
 */
const BARS_WAIT_MS = 300;

interface Track {
  readonly isMark: boolean;
  readonly firstAt: number;
  lastAt: number;
  frames: number;
  longestGapMs: number;
  /** It counted already, or never will in this stay. */
  settled: boolean;
}

export class Sightings {
  readonly #tracks = new Map<string, Track>();

  /** What of the codes of a picture taken at `at`, ms, is a scan: each code once per stay in sight. */
  look(codes: readonly SeenCode[], at: number): Sighting[] {
    // Either way: the system's clock may be set back.
    for (const [key, { lastAt }] of this.#tracks) if (Math.abs(at - lastAt) > OUT_OF_SIGHT_MS) this.#tracks.delete(key);
    const seen = codes
      .map((code) => ({ ...code, text: fromAscii(code.bytes) }))
      .map((code) => ({ code, track: this.#seen(`${code.symbology}${code.text}`, code, at) }));
    const markBeside = codes.some(isMark);
    const markInSight = [...this.#tracks.values()].some(({ isMark: mark }) => mark);
    const scans: Sighting[] = [];
    for (const { code, track } of seen) {
      // In one picture with a mark: it says what goods they are, the mark says which one. The same pack.
      if (isBars(code) && markBeside) track.settled = true;
      if (track.settled || (isBars(code) && (markInSight || at - track.firstAt < BARS_WAIT_MS))) continue;
      track.settled = true;
      scans.push({
        ...code,
        timing: { pieces: track.frames, totalMs: at - track.firstAt, longestGapMs: track.longestGapMs },
      });
    }
    return scans;
  }

  #seen(key: string, code: SeenCode, at: number): Track {
    const track = this.#tracks.get(key);
    if (!track) {
      const fresh: Track = {
        isMark: isMark(code),
        firstAt: at,
        lastAt: at,
        frames: 1,
        longestGapMs: 0,
        settled: false,
      };
      this.#tracks.set(key, fresh);
      return fresh;
    }
    track.frames += 1;
    track.longestGapMs = Math.max(track.longestGapMs, at - track.lastAt);
    track.lastAt = at;
    return track;
  }
}

/** DataMatrix (ISO/IEC 15424, as below). */
const isMark = ({ symbology }: SeenCode): boolean => symbology.startsWith(']d');
/** EAN and UPC, ITF, Code 128. */
const isBars = ({ symbology }: SeenCode): boolean => /^\][EIC]/.test(symbology);
