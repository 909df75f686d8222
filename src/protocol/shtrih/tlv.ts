/** TLV of fiscal documents (kkt-shtrih.md §2.8): tag and length, two bytes each, then the value as the tag's wire type has it. */
import { ByteReader, concat, fromLe, le } from '../bytes.ts';
import { wireTypes, type KnownTag, type WireType } from './tags.ts';
import { cp866 } from './text.ts';

/** A number with a decimal point: `mantissa` × 10^-`decimals`. */
export interface Decimal {
  readonly mantissa: number;
  readonly decimals: number;
}

interface Values {
  readonly string: string;
  readonly byte: number;
  readonly uint32: number;
  /** Seconds since 1970 by the clock on the wall: ФФД knows no time zones. */
  readonly time: number;
  readonly vln: number;
  readonly fvln: Decimal;
  readonly stlv: readonly Tlv[];
  readonly bytes: Uint8Array;
}

/** One tag with its value. An unknown tag, and a value that is not of its tag's type, has type `bytes`. */
export type Tlv = {
  [Type in WireType]: { readonly tag: number; readonly type: Type; readonly value: Values[Type] };
}[WireType];
export type TagValue<Tag extends KnownTag> = Values[(typeof wireTypes)[Tag]];

/** A tag of the table with a value of its type. */
export const tlv = <Tag extends KnownTag>(tag: Tag, value: TagValue<Tag>): Tlv =>
  ({ tag, type: wireTypes[tag], value }) as Tlv;

/** The value of the first such tag; undefined when there is none or when it was not of the tag's type. */
export function tagValue<Tag extends KnownTag>(list: readonly Tlv[], tag: Tag): TagValue<Tag> | undefined {
  const found = list.find((one) => one.tag === tag && one.type === wireTypes[tag]);
  return found?.value as TagValue<Tag> | undefined;
}

/** Throws on a number that does not fit its type and on a value above 65535 bytes: a bug. */
export const encodeTlv = (list: readonly Tlv[]): Uint8Array =>
  concat(
    ...list.flatMap((one) => {
      const value = encodeValue(one);
      return [le(one.tag, 2), le(value.length, 2), value];
    }),
  );

/** A document, its item, what belongs to that, and what stands in there: no form of ФФД 1.2 goes deeper (1059 ⊃ 1223 ⊃ values). One more for what is to come. */
const deepest = 4;

/** Undefined when the lengths do not add up. What is nested deeper than any document is kept as bytes. */
export const decodeTlv = (bytes: Uint8Array): Tlv[] | undefined => decodeLevel(bytes, 1);

function decodeLevel(bytes: Uint8Array, level: number): Tlv[] | undefined {
  const reader = new ByteReader(bytes);
  const list: Tlv[] = [];
  while (reader.left > 0) {
    const tag = reader.uint(2);
    const value = reader.bytes(reader.uint(2));
    if (reader.overrun) return undefined;
    list.push(decodeValue(tag, value, level));
  }
  return list;
}

/** As few bytes as hold the number, one at least. */
function vln(value: number): Uint8Array {
  let size = 1;
  while (value >= 256 ** size) size += 1;
  return le(value, size);
}

function encodeValue(one: Tlv): Uint8Array {
  switch (one.type) {
    case 'string':
      return cp866.encode(one.value);
    case 'byte':
      return le(one.value, 1);
    case 'uint32':
    case 'time':
      return le(one.value, 4);
    case 'vln':
      return vln(one.value);
    case 'fvln':
      return concat(le(one.value.decimals, 1), vln(one.value.mantissa));
    case 'stlv':
      return encodeTlv(one.value);
    case 'bytes':
      return one.value;
  }
}

const sizes = { byte: 1, uint32: 4, time: 4 } as const;

function decodeValue(tag: number, bytes: Uint8Array, level: number): Tlv {
  const raw: Tlv = { tag, type: 'bytes', value: bytes };
  const type = tag in wireTypes ? wireTypes[tag as KnownTag] : 'bytes';
  switch (type) {
    case 'string':
      return { tag, type, value: cp866.decode(bytes) };
    case 'byte':
    case 'uint32':
    case 'time':
      return bytes.length === sizes[type] ? { tag, type, value: fromLe(bytes) } : raw;
    case 'vln':
      return isVln(bytes) ? { tag, type, value: fromLe(bytes) } : raw;
    case 'fvln': {
      const mantissa = bytes.subarray(1);
      return isVln(mantissa) ? { tag, type, value: { decimals: bytes[0] ?? 0, mantissa: fromLe(mantissa) } } : raw;
    }
    case 'stlv': {
      const value = level < deepest ? decodeLevel(bytes, level + 1) : undefined;
      return value ? { tag, type, value } : raw;
    }
    case 'bytes':
      return raw;
  }
}

/** Eight bytes may hold more than a double can say exactly. */
const isVln = (bytes: Uint8Array): boolean =>
  bytes.length >= 1 && bytes.length <= 8 && Number.isSafeInteger(fromLe(bytes));
