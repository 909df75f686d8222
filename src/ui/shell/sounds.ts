import type { Sounds } from '../../app/ports/sounds.ts';

interface Tone {
  readonly hertz: number;
  readonly fromMs: number;
  readonly lastsMs: number;
  readonly shape: OscillatorType;
}

/** A short high blip: heard beside the scanner's own beep, gone before the next scan. */
const addedTones: readonly Tone[] = [{ hertz: 1320, fromMs: 0, lastsMs: 70, shape: 'sine' }];

/** Two even tones: look here. */
const attentionTones: readonly Tone[] = [
  { hertz: 660, fromMs: 0, lastsMs: 110, shape: 'triangle' },
  { hertz: 660, fromMs: 170, lastsMs: 110, shape: 'triangle' },
];

/** Two low tones going down: told from the others by pitch, length and rhythm, through the noise of a shop. */
const refusedTones: readonly Tone[] = [
  { hertz: 392, fromMs: 0, lastsMs: 180, shape: 'square' },
  { hertz: 262, fromMs: 230, lastsMs: 320, shape: 'square' },
];

const loudness = 0.18;
/** Without it the edge of a tone clicks. */
const fadeSeconds = 0.012;

/** The sounds of the till. The context is made at the first sound: before a person touches the page browsers keep it silent anyway. */
export function webAudioSounds(makeContext: () => AudioContext): Sounds {
  let context: AudioContext | undefined;

  const play = (tones: readonly Tone[]): void => {
    try {
      context ??= makeContext();
      if (context.state === 'suspended') context.resume().catch(() => undefined);
      for (const tone of tones) sound(context, tone);
    } catch {
      // A PC without a sound card sells all the same; the screen says the same thing.
    }
  };

  return { added: () => play(addedTones), attention: () => play(attentionTones), refused: () => play(refusedTones) };
}

function sound(context: AudioContext, { hertz, fromMs, lastsMs, shape }: Tone): void {
  const start = context.currentTime + fromMs / 1000;
  const end = start + lastsMs / 1000;
  const oscillator = new OscillatorNode(context, { type: shape, frequency: hertz });
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(loudness, start + fadeSeconds);
  gain.gain.setValueAtTime(loudness, end - fadeSeconds);
  gain.gain.linearRampToValueAtTime(0, end);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(end);
}
