/** The browser's own idle callbacks; absent in Safari. */
interface IdlePage {
  readonly requestIdleCallback?: (act: () => void, options?: { readonly timeout: number }) => number;
  readonly cancelIdleCallback?: (handle: number) => void;
}

/** A page that is never idle gets on with it all the same after this, ms. */
const longestWaitMs = 2_000;
/** Where the browser does not tell, ms. */
const blindWaitMs = 50;

/** Runs `act` when the page has nothing better to do; the returned function cancels it. */
export function whenIdle(page: IdlePage): (act: () => void) => () => void {
  const { requestIdleCallback: ask, cancelIdleCallback: take } = page;
  if (!ask || !take) {
    return (act) => {
      const timer = setTimeout(act, blindWaitMs);
      return () => clearTimeout(timer);
    };
  }
  return (act) => {
    const handle = ask.call(page, act, { timeout: longestWaitMs });
    return () => take.call(page, handle);
  };
}
