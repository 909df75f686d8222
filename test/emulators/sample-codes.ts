import { demoGoods, type MarkedGood } from './demo-goods.ts';
import { encodePackPrice, GS } from './marking-code.ts';

/** A source of numbers in [0, 1), `Math.random` by default. */
export type Random = () => number;

/** Every situation a till must know; the ids are stable names for tests and for the demo. */
export type SituationId =
  | 'allowed'
  | 'tobacco-pack'
  | 'tobacco-block'
  | 'gray-zone'
  | 'nicotine'
  | 'partially-sold'
  | 'weighed'
  | 'in-parts'
  | 'not-owner'
  | 'sold'
  | 'blocked'
  | 'blocked-gtin'
  | 'expired'
  | 'unknown'
  | 'unknown-gtin'
  | 'not-applied'
  | 'not-introduced'
  | 'bad-crypto'
  | 'below-minimum'
  | 'nicotine-below-minimum'
  | 'vet-annulled'
  | 'emergency'
  | 'offline-allowed'
  | 'offline-blocked'
  | 'grey-gtin';

/** One situation with a code that shows it. */
export interface SampleCode {
  readonly id: SituationId;
  readonly title: string;
  /** What the online check ends in; `silent` = no answer for 5 s. */
  readonly online: 'allow' | 'refuse' | 'emergency' | 'silent';
  /** What ЛМ ЧЗ says to the КИ of the code (prices at the demo catalogue's). */
  readonly offline: 'allow' | 'refuse';
  /** A full КМ with real GS characters. Fresh on every call where selling it is possible, so that a demo can be repeated. */
  readonly code: (random?: Random) => string;
}

/** Parts of a code to be made; what is left out is made up. */
export interface CodeParts {
  /** Beginning of the serial; the rest of it is random. */
  readonly serial?: string;
  /** Price inside a tobacco code, kopecks; the good's own price by default. */
  readonly priceKopecks?: number;
  readonly random?: Random;
}

// 44 characters that begin with `dGVz`, as the tails of all test codes do (marking-codes §1.2).
const testSignature = 'dGVzdC1zaWduYXR1cmUtb2YtdGhlLWVtdWxhdG9yISE=';
const serialAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const tobacco = 3;

/** A full КМ of a good with a fresh serial; both emulators know it and allow it, unless the good itself is refused. */
export function makeCode(
  good: MarkedGood,
  { serial = '5', priceKopecks = good.priceKopecks, random = Math.random }: CodeParts = {},
): string {
  let whole = serial;
  while (whole.length < good.serialLength) whole += serialAlphabet.charAt(Math.floor(random() * serialAlphabet.length));
  const ki = good.tail === 'pack' ? good.gtin + whole : `01${good.gtin}21${whole}`;
  // МРЦ stands in tobacco codes only; НСП packs carry `AAAA` (marking-codes §1.4).
  if (good.tail === 'pack') return `${ki}${encodePackPrice(good.group === tobacco ? priceKopecks : 0)}dGVz`;
  if (good.tail === '91+92') return `${ki}${GS}91FFD0${GS}92${testSignature}`;
  const price = good.group === tobacco ? `${GS}8005${String(priceKopecks).padStart(6, '0')}` : '';
  const weight = good.weightGrams === undefined ? '' : `${GS}3103${String(good.weightGrams).padStart(6, '0')}`;
  return `${ki}${price}${GS}93dGVz${weight}`;
}

const good = (gtin: string): MarkedGood => {
  const found = demoGoods.find((candidate) => candidate.gtin === gtin);
  if (found === undefined) throw new Error(`no demo good has GTIN ${gtin}`);
  return found;
};

/** A fresh code of a good of the demo catalogue. */
export const codeOfGood = (gtin: string, parts: CodeParts = {}): string => makeCode(good(gtin), parts);

const fresh =
  (gtin: string, parts: Omit<CodeParts, 'random'> = {}) =>
  (random: Random = Math.random): string =>
    makeCode(good(gtin), { ...parts, random });

const fixed = (code: string) => (): string => code;

/** One row per situation; the answers behind them are in samples.ts. */
export const sampleCodes: readonly SampleCode[] = [
  { id: 'allowed', title: 'Молоко, можно продавать', online: 'allow', offline: 'allow', code: fresh('04670540176099') },
  {
    id: 'tobacco-pack',
    title: 'Пачка сигарет, МРЦ 145 ₽',
    online: 'allow',
    offline: 'allow',
    code: fresh('04601653035829'),
  },
  {
    id: 'tobacco-block',
    title: 'Блок сигарет',
    online: 'allow',
    offline: 'allow',
    code: fresh('04610136280571', { serial: '%9' }),
  },
  {
    id: 'gray-zone',
    title: 'Блок сигарет «серой зоны»',
    online: 'allow',
    offline: 'allow',
    code: fresh('04629308877044', { serial: 'D' }),
  },
  {
    id: 'nicotine',
    title: 'Стики не дешевле минимальной цены',
    online: 'allow',
    offline: 'allow',
    code: fresh('04641500025078'),
  },
  {
    id: 'partially-sold',
    title: 'Кега, часть уже продана',
    online: 'allow',
    offline: 'allow',
    code: fresh('04600000000015'),
  },
  {
    id: 'weighed',
    title: 'Сыр: вес в коде, можно резать',
    online: 'allow',
    offline: 'allow',
    code: fresh('04641500061106'),
  },
  {
    id: 'in-parts',
    title: 'Упаковка, которую продают частями',
    online: 'allow',
    offline: 'allow',
    code: fresh('04641500062479'),
  },
  {
    id: 'not-owner',
    title: 'Код числится за другим владельцем',
    online: 'allow',
    offline: 'allow',
    code: fresh('04680029460908', { serial: '5NotMine' }),
  },
  {
    id: 'sold',
    title: 'Вода, уже продана',
    online: 'refuse',
    offline: 'allow',
    code: fixed(`0104680029460908215jcmHzLmkdPML${GS}938p9E`),
  },
  {
    id: 'blocked',
    title: 'Код заблокирован Роспотребнадзором',
    online: 'refuse',
    offline: 'refuse',
    code: fixed(`0104602220006549215opFcmK${GS}93dGVz`),
  },
  {
    id: 'blocked-gtin',
    title: 'Заблокирован весь товар',
    online: 'refuse',
    offline: 'refuse',
    code: fresh('04641500038771'),
  },
  {
    id: 'expired',
    title: 'Срок годности истёк',
    online: 'refuse',
    offline: 'allow',
    code: fixed(`0104670540176099215<pGKy${GS}93dGVz`),
  },
  {
    id: 'unknown',
    title: 'Код не найден в ГИС МТ',
    online: 'refuse',
    offline: 'allow',
    code: fixed('04601653035829H;vE)bFACVUdGVz'),
  },
  {
    id: 'unknown-gtin',
    title: 'Товар неизвестен ГИС МТ',
    online: 'refuse',
    offline: 'allow',
    code: (random = Math.random) => makeCode({ ...good('04680029460908'), gtin: '04699999999998' }, { random }),
  },
  {
    id: 'not-applied',
    title: 'Код не нанесён на упаковку',
    online: 'refuse',
    offline: 'allow',
    code: fixed(`0104670540176099215'W9Um${GS}93dGVz`),
  },
  {
    id: 'not-introduced',
    title: 'Код не введён в оборот',
    online: 'refuse',
    offline: 'allow',
    code: fixed(`0104670540176099215LnOjv${GS}93dGVz`),
  },
  {
    id: 'bad-crypto',
    title: 'Подпись кода неверна',
    online: 'refuse',
    offline: 'allow',
    // Case 5.14: the case of one letter of the check part is wrong.
    code: (random = Math.random) => makeCode(good('04670540176099'), { random }).replace('93dGVz', '93DGVz'),
  },
  {
    id: 'below-minimum',
    title: 'Пачка с МРЦ 120 ₽, ниже единой минимальной цены',
    online: 'refuse',
    offline: 'refuse',
    code: fresh('04601653035829', { priceKopecks: 12000 }),
  },
  {
    id: 'nicotine-below-minimum',
    title: 'Стики дешевле минимальной цены',
    online: 'refuse',
    offline: 'refuse',
    code: fresh('00840147505712'),
  },
  {
    id: 'vet-annulled',
    title: 'Ветеринарный документ аннулирован',
    online: 'refuse',
    offline: 'refuse',
    code: fixed(`0108607405401894215cC3O4${GS}93dGVz`),
  },
  {
    id: 'emergency',
    title: 'Аварийный режим ГИС МТ',
    online: 'emergency',
    offline: 'allow',
    code: fixed(`0104670540176099215LpGKy${GS}93dGVz`),
  },
  {
    id: 'offline-allowed',
    title: 'ГИС МТ молчит, ЛМ ЧЗ разрешает',
    online: 'silent',
    offline: 'allow',
    code: fresh('04607010350246', { serial: '5kRdG-1%W' }),
  },
  {
    id: 'offline-blocked',
    title: 'ГИС МТ молчит, код в чёрном списке ЛМ ЧЗ',
    online: 'silent',
    offline: 'refuse',
    code: fixed(`0104602220006549215opRcmR${GS}93dGVz`),
  },
  {
    id: 'grey-gtin',
    title: 'Товар в сером списке ЛМ ЧЗ: только онлайн',
    online: 'allow',
    offline: 'refuse',
    code: fresh('04641500033295'),
  },
];

/** The sample of a situation. */
export function sample(id: SituationId): SampleCode {
  const found = sampleCodes.find((row) => row.id === id);
  if (found === undefined) throw new Error(`no sample code shows «${id}»`);
  return found;
}
