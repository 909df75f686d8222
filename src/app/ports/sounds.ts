/** Three sounds and no more: a line was added, a person must look, and this may not be sold (competition.md §5: a refusal has its own). */
export interface Sounds {
  added(): void;
  attention(): void;
  refused(): void;
}
