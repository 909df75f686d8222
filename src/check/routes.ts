/** Same-origin routes that the worker answers and no server ever sees. */
export const routes = {
  check: '/check',
  refreshHealth: '/check/tend',
  sale: '/check/sale',
  trial: '/check/trial',
} as const;
