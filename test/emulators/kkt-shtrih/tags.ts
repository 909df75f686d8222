/** Tags of fiscal documents: as plain data, and as the TLV of the wire. kkt-shtrih §2.8. */
import { cp866, fromLe, latin1, le } from './wire.ts';

export type TagValue = number | string | Tags | readonly Tags[];
/** A document or a part of it by tag numbers. Money in kopecks, 1023 in thousandths, КМ as the string of its bytes. */
export interface Tags {
  readonly [tag: number]: TagValue;
}

type Form = 'text' | 'bytes' | 'byte' | 'uint16' | 'uint32' | 'time' | 'vln' | 'fvln' | 'stlv' | 'stlvs' | 'sign';

const forms = new Map<number, Form>();
const these = (form: Form, ...tags: readonly number[]): void => {
  for (const tag of tags) forms.set(tag, form);
};

these(
  'text',
  1005,
  1008,
  1009,
  1016,
  1017,
  1018,
  1021,
  1026,
  1030,
  1036,
  1037,
  1041,
  1044,
  1046,
  1048,
  1060,
  1073,
  1074,
  1075,
  1085,
  1086,
  1117,
);
these(
  'text',
  1013,
  1171,
  1179,
  1187,
  1188,
  1191,
  1192,
  1203,
  1225,
  1226,
  1227,
  1228,
  1230,
  1231,
  1243,
  1244,
  1245,
  1246,
  1254,
);
these('text', 1262, 1263, 1264, 1265, 1292, 2115);
these('bytes', 1300, 1301, 1302, 1303, 1304, 1305, 1306, 1307, 1308, 1309, 1320, 1321, 1322, 1323, 1324, 1325, 2000);
these(
  'byte',
  1001,
  1002,
  1054,
  1055,
  1056,
  1057,
  1062,
  1108,
  1109,
  1110,
  1125,
  1126,
  1173,
  1199,
  1207,
  1209,
  1212,
  1214,
  1221,
  1222,
);
these('byte', 2003, 2004, 2005, 2102, 2105, 2106, 2107, 2108, 2109, 2110);
these('uint32', 1038, 1040, 1042, 1097, 1111, 1118);
these('time', 1012, 1178, 2114, 1098);
these(
  'vln',
  1020,
  1031,
  1043,
  1079,
  1081,
  1102,
  1103,
  1104,
  1105,
  1106,
  1107,
  1198,
  1200,
  1215,
  1216,
  1217,
  1229,
  1293,
  1294,
);
these('fvln', 1023);
these('stlv', 1084, 1163, 1174, 1223, 1224, 1256, 1260, 1261, 1291);
these('stlvs', 1059);
these('sign', 1077);

/** Tags with a value that stays as it came: it is known how long it is, not what it means. */
const formOf = (tag: number): Form => forms.get(tag) ?? 'bytes';

export const knownTag = (tag: number): boolean => forms.has(tag);

/** An integer without leading zero bytes, at least one of them. */
export function vln(value: number): number[] {
  const bytes = le(value, 6);
  while (bytes.length > 1 && bytes.at(-1) === 0) bytes.pop();
  return bytes;
}

/** Thousandths as FVLN. Six decimals, as real devices archive them (§5.2, vector 37), whatever the amount. */
const fvln = (thousandths: number): number[] => [6, ...vln(Math.round(thousandths * 1000))];

const one = (tag: number, value: readonly number[]): number[] => [...le(tag, 2), ...le(value.length, 2), ...value];

/** One tag as TLV; a list (1059) makes one TLV of each member. */
export function encodeTag(tag: number, value: TagValue): number[] {
  const form = formOf(tag);
  if (Array.isArray(value)) return (value as readonly Tags[]).flatMap((each) => one(tag, encodeTags(each)));
  if (typeof value === 'object') return one(tag, encodeTags(value as Tags));
  if (typeof value === 'string') return one(tag, form === 'text' ? cp866.encode(value) : latin1.encode(value));
  switch (form) {
    case 'byte':
      return one(tag, le(value, 1));
    case 'uint16':
      return one(tag, le(value, 2));
    case 'uint32':
    case 'time':
      return one(tag, le(value, 4));
    case 'fvln':
      return one(tag, fvln(value));
    // ФП: two bytes before it, then the highest byte first (§5.2, vector 37).
    case 'sign':
      return one(tag, [0x31, 0x04, ...le(value, 4).reverse()]);
    default:
      return one(tag, vln(value));
  }
}

export const encodeTags = (tags: Tags): number[] =>
  Object.entries(tags).flatMap(([tag, value]) => encodeTag(Number(tag), value as TagValue));

/** Reads a chain of TLVs; null where it is damaged: lengths that do not meet, a value that is not of its tag's form, a tag twice. */
export function decodeTags(bytes: Uint8Array): Tags | null {
  const tags: Record<number, TagValue> = {};
  let at = 0;
  while (at < bytes.length) {
    if (at + 4 > bytes.length) return null;
    const tag = fromLe(bytes.subarray(at, at + 2));
    const end = at + 4 + fromLe(bytes.subarray(at + 2, at + 4));
    if (end > bytes.length || tag in tags) return null;
    const value = decodeValue(tag, bytes.subarray(at + 4, end));
    if (value === null) return null;
    tags[tag] = value;
    at = end;
  }
  return tags;
}

function decodeValue(tag: number, bytes: Uint8Array): TagValue | null {
  switch (formOf(tag)) {
    case 'text':
      return cp866.decode(bytes);
    case 'bytes':
      return latin1.decode(bytes);
    case 'byte':
      return bytes.length === 1 ? fromLe(bytes) : null;
    case 'uint16':
      return bytes.length === 2 ? fromLe(bytes) : null;
    case 'uint32':
    case 'time':
      return bytes.length === 4 ? fromLe(bytes) : null;
    case 'vln':
      return bytes.length >= 1 && bytes.length <= 8 ? fromLe(bytes) : null;
    case 'fvln': {
      const decimals = bytes[0];
      if (decimals === undefined || bytes.length < 2 || bytes.length > 9 || decimals > 7) return null;
      return (fromLe(bytes.subarray(1)) * 1000) / 10 ** decimals;
    }
    case 'stlv':
    case 'stlvs':
      return decodeTags(bytes);
    case 'sign':
      return bytes.length === 6 ? fromLe(bytes.slice(2).reverse()) : null;
  }
}
