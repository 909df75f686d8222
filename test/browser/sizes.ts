/** The windows that a till is used in (issue of the counter: from a phone to a wide screen, zoomed, with large text). */
export interface WindowSize {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** The size of text that a person has chosen in the browser, px; 16 where absent. */
  readonly text?: number;
}

export const usualText = 16;

export const sizes: readonly WindowSize[] = [
  { name: '360×640', width: 360, height: 640 },
  { name: '800×1280', width: 800, height: 1280 },
  { name: '1024×600', width: 1024, height: 600 },
  { name: '1280×800', width: 1280, height: 800 },
  { name: '1920×1080', width: 1920, height: 1080 },
  // 1280×800 at 200 %.
  { name: 'zoom 200 %', width: 640, height: 400 },
  { name: 'text 200 %', width: 1280, height: 800, text: 32 },
];
