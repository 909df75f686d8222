/**
 * Whether a text is a key of ЦРПТ (X-API-KEY, a UUID: online-check.md §1.4). People paste it into the field of the gateway's password, where it opens nothing
 * and lies in the browser.
 */
export const isLikeCrptKey = (text: string): boolean =>
  /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text.trim());
