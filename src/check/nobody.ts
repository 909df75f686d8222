/** A code of nobody's goods, to try a service with: its company prefix is all zeros, and no register has it. */

/** In the right form of a КИ: a GTIN whose check digit is right, and a serial. */
export const nobodysKi = '010460000000000821Poltora';
/** The whole code, with a check code behind its separator: ГИС МТ refuses to look at a КИ alone (online-check.md §1.4). */
export const nobodysCode = `${nobodysKi}\u001d93tryA`;
