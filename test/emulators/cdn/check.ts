import {
  findGood,
  findSpecial,
  shelfLifeDays,
  tobaccoMinimumKopecks,
  type KnownGood,
  type SpecialCode,
} from '../samples.ts';
import { GS, isPercentEncoded, readMarkingCode, type MarkingCode } from '../marking-code.ts';

/** One element of `codes[]` of an answer, online-check §1.4. Fields that may be absent there are absent here. */
export interface CodeAnswer {
  readonly cis: string;
  readonly found: boolean;
  readonly valid: boolean;
  readonly verified: boolean;
  readonly errorCode: number;
  readonly [field: string]: unknown;
}

// Texts of errorCode, online-check §2.3.
const messages: Readonly<Record<number, string>> = {
  1: 'Ошибка валидации КМ',
  2: 'КМ не содержит GTIN',
  3: 'КМ не содержит серийный номер',
  4: 'КМ содержит недопустимые символы',
  5: 'Ошибка верификации крипто-подписи КМ (формат крипто-подписи не соответствует типу КМ)',
  6: 'Ошибка верификации крипто-подписи КМ (крипто-подпись не валидная)',
  9: 'Найденные AI в КМ не поддерживаются',
  10: 'КМ не найден в ГИС МТ',
};

// The ways in which a client spoils a code before sending it, online-check §4 and marking-codes §1.6.
const spoilt: readonly (readonly [test: (code: string) => boolean, what: string])[] = [
  [(code) => code === '', 'пустой код'],
  [(code) => code.startsWith(GS), 'код начинается с разделителя GS'],
  [(code) => /\s/.test(code), 'пробел или перевод строки в коде'],
  [
    (code) => /\\u001d|\\x1d|_x001d_|<GS>|\{GS\}|\[GS\]|\(GS\)|␝|<FNC1>|\{FNC1\}|\^\]/i.test(code),
    'разделитель GS записан текстом',
  ],
  [(code) => /[\p{Cc}\u00e8]/u.test(code.replaceAll(GS, '')), 'управляющий символ вместо разделителя GS'],
  [(code) => /^\][A-Za-z]\d/.test(code), 'код начинается с AIM-префикса сканера'],
  [(code) => code.startsWith('(01)'), 'идентификаторы применения в скобках'],
  [(code) => isPercentEncoded(code), 'код закодирован для URL'],
];

/** What the client did to a code that no service would read; null for a code in the form it must be sent in. */
export const whatSpoilt = (code: string): string | null => spoilt.find(([test]) => test(code))?.[1] ?? null;

/** The special answer a code has, if any. */
export function specialOf(code: string): SpecialCode | undefined {
  const read = readMarkingCode(code);
  return read.kind === 'unreadable'
    ? undefined
    : findSpecial(read.ki, read.kind === 'pack' ? code.slice(21, 25) : undefined);
}

/** What ГИС МТ answers about one code at the moment `now` (epoch ms). */
export function checkCode(code: string, now: number): CodeAnswer {
  const read = readMarkingCode(code);
  if (read.kind === 'unreadable') return notFound(code, code.split(GS)[0] ?? code, read.errorCode);
  const good = findGood(read.gtin);
  const special = specialOf(code);
  if (good === undefined || special?.unknown) return { ...notFound(code, read.ki, 10), valid: true, gtin: read.gtin };
  const errorCode = cryptoError(read, special);
  return {
    cis: code,
    found: true,
    valid: true,
    printView: read.ki,
    gtin: read.gtin,
    groupIds: [good.group],
    verified: errorCode === 0,
    realizable: good.grayZone !== true,
    utilised: true,
    isOwner: true,
    isBlocked: good.blockedBy !== undefined,
    ...(good.blockedBy ? { ogvs: [good.blockedBy] } : {}),
    ...(errorCode === 0 ? {} : { message: messages[errorCode] }),
    errorCode,
    isTracking: good.group === tobacco,
    sold: false,
    grayZone: good.grayZone === true,
    packageType: good.packageType ?? 'UNIT',
    producerInn: '7725344604',
    ...(good.packageType === 'GROUP' ? { packageQuantity: 10 } : {}),
    ...dates(good, special, now),
    ...prices(good, read, special),
    ...units(good),
    ...special?.answer,
  };
}

const tobacco = 3;

const notFound = (code: string, printView: string, errorCode: number): CodeAnswer => ({
  cis: code,
  found: false,
  valid: false,
  printView,
  groupIds: [],
  verified: false,
  realizable: false,
  utilised: false,
  isBlocked: false,
  message: messages[errorCode],
  errorCode,
  isTracking: false,
  sold: false,
  packageType: 'UNIT',
  grayZone: false,
});

/** Test codes carry `dGVz`, "tes" in base64 (marking-codes §1.2): nothing else here has a right signature. */
function cryptoError({ kind, check }: MarkingCode, special: SpecialCode | undefined): 0 | 5 | 6 {
  if (check === null) return 5;
  const right = check === special?.check || (kind === 'pack' ? check === 'dGVz' : check.startsWith('dGV'));
  return right ? 0 : 6;
}

const day = 86_400_000;
/** Midnight UTC so many days from `now`, in the format of §1.4. */
const midnight = (now: number, days: number): string => new Date(Math.floor(now / day + days) * day).toISOString();

function dates(good: KnownGood, special: SpecialCode | undefined, now: number): Record<string, string> {
  const keeps = shelfLifeDays[good.group];
  if (keeps === undefined) return {};
  // Made a third of its life ago; an expired piece went bad the day before yesterday.
  const age = special?.expired ? keeps + 2 : Math.floor(keeps / 3);
  return { productionDate: midnight(now, -age), expireDate: midnight(now, keeps - age) };
}

/** `mrp`: the price in a tobacco code is the maximum, the minimum of НСП is a fact of the good (§5.3); `smp` is of one pack, a block's too (§5.1). */
function prices(
  good: KnownGood,
  { priceKopecks }: MarkingCode,
  special: SpecialCode | undefined,
): Record<string, number> {
  if (good.minPriceKopecks !== undefined) return { mrp: good.minPriceKopecks };
  if (good.group !== tobacco) return {};
  return {
    ...(priceKopecks === null ? {} : { mrp: priceKopecks }),
    ...(special?.withoutMinimum ? {} : { smp: tobaccoMinimumKopecks }),
  };
}

const units = ({ innerUnitCount, soldUnitCount }: KnownGood): Record<string, number> =>
  innerUnitCount === undefined ? {} : { innerUnitCount, soldUnitCount: soldUnitCount ?? 0 };
