/** How long each step of a person's work took, s: printed for whoever asks how long it is, never judged. */
export class Steps {
  readonly #title: string;
  readonly #lines: string[] = [];
  readonly #begun = Date.now();
  #since = this.#begun;

  constructor(title: string) {
    this.#title = title;
  }

  done(step: string): void {
    this.#lines.push(`  ${seconds(Date.now() - this.#since)} s  ${step}`);
    this.#since = Date.now();
  }

  print(): void {
    console.log(
      [`${this.#title}, step by step:`, ...this.#lines, `  ${seconds(this.#since - this.#begun)} s  in all`].join('\n'),
    );
  }
}

const seconds = (ms: number): string => (ms / 1_000).toFixed(1).padStart(5);
