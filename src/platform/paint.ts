/** What of the page tells of its frames. */
export interface FramePage {
  readonly requestAnimationFrame: (act: () => void) => number;
  readonly MessageChannel: typeof MessageChannel;
  readonly setTimeout: (act: () => void, ms: number) => unknown;
  readonly document: { readonly visibilityState: string };
}

/** A page that paints no frame, minimised or in the background, is not waited for longer than this, ms. */
const noFrameMs = 250;

/**
 * Resolves right after the next frame is painted: a task posted from a frame callback runs when the frame is on its way to the screen. Work begun then
 * does not hold up what a person waits to see.
 */
export const framePainted = (page: FramePage) => (): Promise<void> =>
  new Promise((resolve) => {
    if (page.document.visibilityState !== 'visible') return resolve();
    page.setTimeout(resolve, noFrameMs);
    page.requestAnimationFrame(() => {
      const { port1, port2 } = new page.MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(undefined);
    });
  });
