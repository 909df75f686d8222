/** Code that comes when somebody wants it: nobody sells with it. */

/** Saves settings. */
export const saver = async () => (await import('../app/shop/settings.ts')).saveSettings;
