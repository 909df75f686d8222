/** Presses on what prints. */

/** The second click of a double click on «Оплатить» falls on whatever has come into its place: it must not print. */
export const firstClick =
  (act: () => void) =>
  (event: MouseEvent): void => {
    if (event.detail <= 1) act();
  };

/** Enter must not print: a scanner ends with it. */
export function ignoreEnter(event: KeyboardEvent): void {
  if (event.key === 'Enter') event.preventDefault();
}
