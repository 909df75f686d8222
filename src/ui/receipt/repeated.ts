/** A finger that rests on a button this long wants more than one, ms. */
const restMs = 500;
/** Slow enough to let go at the right number, ms. */
const pauseMs = 140;

/** A button that acts when it is pressed, and on and on while it is held. */
export const repeated =
  (act: () => void) =>
  (button: HTMLButtonElement): (() => void) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let hasRepeated = false;
    const stop = (): void => clearTimeout(timer);
    const again = (): void => {
      if (button.disabled) return;
      hasRepeated = true;
      act();
      timer = setTimeout(again, pauseMs);
    };
    const press = ({ button: which }: PointerEvent): void => {
      stop();
      hasRepeated = false;
      if (which === 0) timer = setTimeout(again, restMs);
    };
    const click = (): void => {
      // Letting go is a click as well.
      if (!hasRepeated) act();
      hasRepeated = false;
    };
    // A long touch must not open the browser's own menu.
    const still = (event: Event): void => event.preventDefault();
    button.addEventListener('pointerdown', press);
    for (const end of ['pointerup', 'pointercancel', 'pointerleave']) button.addEventListener(end, stop);
    button.addEventListener('click', click);
    button.addEventListener('contextmenu', still);
    // The line that it stands in is gone with it, listeners and all; only the timer would stay.
    return stop;
  };
