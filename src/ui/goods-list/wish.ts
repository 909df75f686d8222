import type { GoodsAnswer } from '../../app/catalogue/desk.ts';

export type { GoodsAnswer };

/** Something that may want the PIN. */
export type Wish = (pin?: string) => Promise<GoodsAnswer>;
