/** Code that comes when somebody wants it: nobody sells with it. */

/** What is made once, when it is first wanted. What could not be made is tried again by the next who wants it. */
export function once<Made>(make: () => Promise<Made>): () => Promise<Made> {
  let made: Promise<Made> | undefined;
  return () =>
    (made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    }));
}

/** Saves settings. */
export const saver = async () => (await import('../app/shop/settings.ts')).saveSettings;
