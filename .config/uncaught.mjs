/** The words that a browser's uncaught errors fail a test of Playwright with: the gate knows by them that no second run may heal it. */
export const uncaughtWords = 'Nobody caught an error in the browser';
