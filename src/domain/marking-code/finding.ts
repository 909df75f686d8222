/** What can be found out about a scanner and its settings from one scan. */
import type { OtherForm } from './index.ts';

/** `at` counts UTF-16 units of the text from 0. `ai` names the field. A repaired scan has the findings of a damaged one: what to do about them is the same. */
export type Finding =
  | { readonly kind: 'fine' } // a whole code, as it should come; an AIM identifier may stand beside it
  | { readonly kind: 'aim'; readonly id: string } // no fault: the scanner says which symbol it read
  | { readonly kind: 'prefix' | 'suffix'; readonly text: string; readonly breaks?: true } // besides CR, LF, TAB, which end a scan; `breaks`: it could be data, so the code is read wrongly or not at all
  | { readonly kind: 'separator-lost'; readonly before: readonly string[] } // AIs that one is missing before; empty where no layout tells
  | { readonly kind: 'separator-text'; readonly token: string; readonly at: number }
  | { readonly kind: 'separator-character'; readonly character: string; readonly at: number }
  | { readonly kind: 'separator-unclear'; readonly token?: string } // it is lost, or `token` stands for it
  | { readonly kind: 'separator-extra' }
  | { readonly kind: 'escaped' }
  | { readonly kind: 'typography'; readonly characters: string } // each once
  | { readonly kind: 'typed-from-label' }
  | { readonly kind: 'russian-layout'; readonly letters: string }
  | { readonly kind: 'caps-lock'; readonly proof: string } // an AIM identifier or a separator in words with its case turned over
  | { readonly kind: 'one-case'; readonly letters: 'upper' | 'lower' } // a signature always mixes both
  | { readonly kind: 'shift-held'; readonly proof: string } // "+" that ends a signature instead of "=", or the signs above the digits
  | { readonly kind: 'lead-zero-lost' }
  | { readonly kind: 'cut'; readonly part: Part; readonly length: number; readonly missing?: number } // `missing` where the due length is known
  | { readonly kind: 'extended'; readonly part: Part; readonly length: number; readonly extra: number }
  | { readonly kind: 'no-tail'; readonly missing?: number } // a bare КИ: typed, copied, or cut right there
  | { readonly kind: 'odd-tail' } // crypto fields that no known form has
  | { readonly kind: 'odd-padding'; readonly end: string }
  | { readonly kind: 'odd-field'; readonly ai: string; readonly value: string } // an AI of no marking code, or a field without its form
  | { readonly kind: 'foreign-characters'; readonly characters: string; readonly at?: number } // each once
  | { readonly kind: 'doubled'; readonly at?: number } // where the first ends
  | { readonly kind: 'glued'; readonly at?: number }
  | { readonly kind: 'ambiguous' }
  | { readonly kind: 'check-digit'; readonly digits: string; readonly expected: string }
  | { readonly kind: 'not-a-mark'; readonly what: OtherForm | 'product' };

/** An AI, a tobacco pack, or the code as a whole where it ends before its fields can be told. */
export type Part = '91' | '92' | '93' | 'pack' | 'code';
