/** Same-origin routes that the worker answers and no server ever sees. */
export const routes = { check: '/check', tend: '/check/tend', sale: '/check/sale' } as const;
