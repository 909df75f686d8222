/** A code that one picture shows. */
export interface SeenCode {
  readonly bytes: Uint8Array;
  /** AIM symbology identifier, such as `]d2`. */
  readonly symbology: string;
}

/** All codes in the middle square of the picture that `video` shows now. */
export type ReadPicture = (video: HTMLVideoElement) => Promise<readonly SeenCode[]>;
