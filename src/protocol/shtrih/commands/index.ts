/** Every command a till needs, one function each: parameters in, `Command` out. */
export * from './device.ts';
export * from './fn.ts';
export * from './marking.ts';
export * from './receipt.ts';
export * from './shift.ts';
export * from './tables.ts';
