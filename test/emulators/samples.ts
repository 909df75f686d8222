import { demoGoods } from './demo-goods.ts';

/** Who may block a sale: the `ogvs` of an answer (online-check §1.4). */
export type Authority = 'RAR' | 'FTS' | 'FNS' | 'RSHN' | 'RPN' | 'MVD' | 'RZN' | 'VETRF' | 'RD' | 'FSSP';

/** What both services know about a good, for any serial of it. */
export interface KnownGood {
  readonly gtin: string;
  readonly group: number;
  /** Minimum price of НСП, kopecks (online-check §5.3). */
  readonly minPriceKopecks?: number;
  readonly grayZone?: true;
  readonly packageType?: 'GROUP';
  /** A keg: how much it holds and how much of it is sold, ml. */
  readonly innerUnitCount?: number;
  readonly soldUnitCount?: number;
  /** Every piece is blocked: the GTIN is in ЛМ's black list as well. */
  readonly blockedBy?: Authority;
  /** In ЛМ's grey list of GTINs: "ask online" (local-module §3 rule 4). */
  readonly greyListed?: true;
}

/** A particular code with an answer of its own. */
export interface SpecialCode {
  /** How the КИ begins: a whole public КИ, or a prefix under which fresh serials are made. */
  readonly ki: string;
  /** МРЦ characters, where two public codes share one КИ. */
  readonly packPrice?: string;
  /** Fields that differ from the answer to a good code. */
  readonly answer?: Readonly<Record<string, unknown>>;
  readonly unknown?: true;
  readonly expired?: true;
  /** No ЕМЦ in the answer: the certification cases let these be sold below it. */
  readonly withoutMinimum?: true;
  /** A real check part seen in public, right though it is not a test one. */
  readonly check?: string;
  /** ГИС МТ takes this long over the code. */
  readonly delayMs?: number;
  /** The code turns the whole answer into 203. */
  readonly emergency?: true;
  /** In ЛМ's black list of КИ. */
  readonly blackListed?: true;
}

/** ЕМЦ of a tobacco pack, kopecks (online-check §1.7 R10). */
export const tobaccoMinimumKopecks = 13500;

/** Days a piece of the group keeps; groups that are not here have no expiry date. */
export const shelfLifeDays: Readonly<Record<number, number>> = {
  8: 21,
  13: 730,
  15: 180,
  17: 720,
  19: 1080,
  20: 540,
  22: 180,
  23: 270,
  33: 365,
  35: 900,
};

/** Facts of single goods on top of their group. */
const particulars: Readonly<Record<string, Omit<KnownGood, 'gtin' | 'group'>>> = {
  '00840147505712': { minPriceKopecks: 20000 },
  '04641500025078': { minPriceKopecks: 20000 },
  '04610136280571': { packageType: 'GROUP' },
  '04629308877044': { packageType: 'GROUP', grayZone: true },
  '04600000000015': { innerUnitCount: 30000, soldUnitCount: 12500 },
  '04641500033295': { greyListed: true },
  '04641500038771': { blockedBy: 'RPN' },
};

const goods: ReadonlyMap<string, KnownGood> = new Map(
  demoGoods.map(({ gtin, group }) => [gtin, { gtin, group, ...particulars[gtin] }]),
);

/** The good of a GTIN; undefined = ГИС МТ has never heard of it. */
export const findGood = (gtin: string): KnownGood | undefined => goods.get(gtin);

// Above every limit of the till (1.5 s) and of ТС ПИоТ (1.8 s): "ответ от ГИС МТ 5 секунд" of cases 5.18 and 5.20.
const slow = { delayMs: 5000 };

/**
 * Codes with an answer of their own. "case" is the ПМСР certification case (online-check §5.5), R the sample answer of online-check §1.7.
 */
export const specialCodes: readonly SpecialCode[] = [
  // R1, a real answer
  { ki: '0104680029460908215jcmHzLmkdPML', check: '8p9E', answer: { sold: true, realizable: false } },
  // R8: the code belongs to another ИНН
  { ki: '0104680029460908215NotMine', answer: { isOwner: false, isTracking: true } },
  // R7, case 5.1: not applied
  { ki: "0104670540176099215'W9Um", answer: { realizable: false, utilised: false, ogvs: [] } },
  // case 5.2: not brought into circulation
  { ki: '0104670540176099215LnOjv', answer: { realizable: false } },
  // case 5.5: withdrawn
  { ki: '0104670540176099215NN*cM', answer: { sold: true, realizable: false } },
  // R3, case 5.6: blocked
  { ki: '0104602220006549215opFcmK', answer: { isBlocked: true, ogvs: ['RPN'] }, blackListed: true },
  // R4, case 5.7
  { ki: '0104670540176099215<pGKy', expired: true },
  // case 5.3; the reference names it together with 5.4, a block
  { ki: '04601653035829Gr', answer: { grayZone: true, realizable: false } },
  // cases 5.8 and 5.10 sell at less than ЕМЦ
  { ki: '010461013628057121%798DM%', withoutMinimum: true },
  { ki: '04601653035829H;dV)bF', packPrice: 'ABVU', withoutMinimum: true },
  // R5, case 5.12: a known good, an unknown code
  { ki: '04601653035829H;vE)bF', unknown: true },
  // A cheese of 4.2 kg of which another till has sold 1.5 kg (online-check §5.4 partial sale).
  { ki: '0104641500061106215Cut', answer: { innerUnitCount: 4200, soldUnitCount: 1500 } },
  // case 5.18: ГИС МТ is late, ЛМ has nothing against the code
  { ki: '0104607010350246215kRdG-1%W', ...slow },
  // cases 5.19, 5.20: in the black list of ЛМ
  { ki: '0104602220006549215opRc', answer: { isBlocked: true, ogvs: ['RSHN'] }, blackListed: true, ...slow },
  // case 5.21
  { ki: '0104670540176099215LpGKy', emergency: true },
  // case 5.23: the vet document is annulled; the reference shows no answer, so the block comes from VETRF
  { ki: '0108607405401894215cC3O4', answer: { isBlocked: true, ogvs: ['VETRF'] }, blackListed: true },
];

/** What is special about a code; `packPrice` are its МРЦ characters, when it is a full pack. */
export const findSpecial = (ki: string, packPrice?: string): SpecialCode | undefined =>
  specialCodes.find(
    (special) => ki.startsWith(special.ki) && (special.packPrice === undefined || special.packPrice === packPrice),
  );
