/**
 * What the law asks of goods beside their mark: age, hours of alcohol, excise, the rate of VAT. A product group that ГИС МТ names decides; then the card, where
 * somebody has said it; then what the name proposes, and there the stricter reading is taken until somebody says otherwise.
 *
 * Names are an open world, so the lists below only propose. Sources: 18+ and alcohol: 171-ФЗ art. 16, 15-ФЗ art. 20, 304-ФЗ (energy drinks); excise: НК ст. 181;
 * VAT: НК ст. 164 п. 2 with the lists of ПП 908 of 31.12.2004 (law-2026.md §3, §4).
 */
import type { LawFacts } from './goods.ts';
import type { VatRate } from '../shop/taxation.ts';
import { isAlcohol, needsAdult } from '../verdict/buyer.ts';
import { alcohol, beer, nicotine, nicotineDevices, otp, softDrinks, tobacco } from '../verdict/groups.ts';

/** All three said. */
export type LawOfGoods = { readonly [Fact in keyof LawFacts]-?: boolean };

/** Excisable whatever the goods are called: tobacco, alcohol, alternative tobacco, beer, nicotine and devices for it (НК ст. 181 п. 1; law-2026.md §4). */
const excisableGroups: readonly number[] = [tobacco, alcohol, otp, beer, nicotine, nicotineDevices];

interface NameRow {
  /** Looked for in the name in small letters, «ё» as «е». */
  readonly words: RegExp;
  readonly unless?: readonly RegExp[];
  /** Product groups that such goods may have: where the group is known and another, the name means something else. Absent: any. */
  readonly groups?: readonly number[];
  /** The group to propose. */
  readonly group?: number;
  readonly says?: LawFacts;
  readonly vat?: VatRate;
}

const alcoholFree = /безалк|б\/а(?![а-я])|(?<![\d.,])0[.,]0|алкоголь 0|alcohol[- ]free|non[- ]?alc/;
/** The first word is what the thing is: a cake with cognac is a cake, a glass for beer a glass. */
const otherThing =
  /^(?:набор )?(?:конфет|шоколад|закуск|снек|чипс|сухар|грен|уксус|дрожж|бокал|стакан|рюмк|кружк|фужер|открывал|штопор|соус|маринад|кекс|торт|пирож|морожен|зефир|мармелад|варен|джем|крекер|орех|рыб|кальмар|мясо|колбас|сыр|шампун|крем(?!-сод)|мыло|гель|аромат|эссенц|магнит|ром-баб|баб|батончик|книг|пепельн|мундшт|чехол)/;
const sugarless =
  /для лица|без ?сахар|zero|зеро|sugar ?free|(?<![а-я])(?:сок|нектар|морс|квас|кисел|сироп|компот|молочн|смузи|вода|воды|чай в|чай [чз])/;
const sweetDrink =
  /лимонад|газиров|(?<![а-я])кола(?![а-я])|cola|пепси|pepsi|фанта|fanta|спрайт|sprite|дюшес|тархун|буратино|ситро|крем-сода|тоник(?![а-я])|швеппс|schweppes|мохито|ice ?tea|айс ?ти|холодный чай|липтон|сахаросодерж|сладк(?:ий|ая|ое) (?:напит|вод)/;
const energyDrink =
  /энергет|тонизир|energy|red ?bull|ред булл|адреналин|adrenalin|(?<![a-z])(?:burn|monster|gorilla|flash up|drive me|tornado)(?![a-z])/;

/** Each fact is what the first row says that speaks of it. */
const names: readonly NameRow[] = [
  // ── goods of children come before what they are made of: a juice for children is no sweet drink
  {
    words:
      /(?<![а-я])(?:детск|для детей|малыш|подгузник|памперс)|(?<![а-я])(?:игрушк|кукл[аы]|пластилин|пенал|тетрад|дневник школьн|альбом для рисов|счетные палочки)/,
    unless: [/взросл/],
    vat: '10',
  },
  // ── not for minors
  {
    words: /сигарет|папирос|cigarette/,
    unless: [/электрон|пепельн|для сигарет/],
    groups: [tobacco],
    group: tobacco,
    says: { adult: true, excise: true },
    vat: '22',
  },
  {
    words:
      /(?<![а-я])стик.*(?:табач|никотин|нагрев)|табачн.*стик|никотин|heets|terea|fiit|neo sticks|iqos|(?<![a-z])glo(?![a-z])|вейп|vape|электрон.*сигарет|жидкост.*(?:вейп|электрон|парен)|под-систем/,
    groups: [otp, nicotine, nicotineDevices],
    group: nicotine,
    says: { adult: true, excise: true },
    vat: '22',
  },
  {
    words: /кальян|снюс|табак|сигар(?:ы|а|илл)(?![а-я]*ет)|бестабач|махорк/,
    unless: [/уголь|щипц|чаш/],
    groups: [tobacco, otp, nicotine],
    group: otp,
    says: { adult: true, excise: true },
    vat: '22',
  },
  {
    words:
      /(?<![а-я])(?:пиво|пива|пивн(?:ой|ые) напит|эль(?![а-я])|лагер(?![а-я])|стаут|портер(?![а-я])|сидр|медовух|пуаре)|(?<![а-я])напит[а-я]* (?:.* )?пивн|слабоалк|(?<![a-z])(?:beer|lager|stout|ale|ipa|cider)(?![a-z])/,
    unless: [alcoholFree],
    groups: [alcohol, beer],
    group: beer,
    says: { adult: true, alcohol: true, excise: true },
    vat: '22',
  },
  {
    words:
      /(?<![а-я])(?:вино|вина|винный напит|вермут|шампанск|игрист|водк|коньяк|бренди|виски|ром|джин|текил|ликер|настойк|наливк|абсент|самогон|граппа|саке|аперитив|портвейн|кагор|чача)(?![а-я]*(?:оград|тон))|(?:^| )(?:алкогольн|спиртн(?:ой|ые) напит)|напиток спиртн|(?<![a-z])(?:wine|vodka|whisk(?:e)?y|cognac|brandy|gin|rum|tequila|prosecco)(?![a-z])/,
    unless: [
      alcoholFree,
      /(?<![а-я])(?:ром(?:а|н|б|штекс)|джин(?:с|н)|винт|водоросл|виногр|винегр|настойка (?:пустыр|валериан|пион|боярыш|эхинац|элеутер))/,
    ],
    groups: [alcohol, beer],
    group: alcohol,
    says: { adult: true, alcohol: true, excise: true },
    vat: '22',
  },
  // НК ст. 181 taxes a tonic drink for its sugar only; most have it.
  {
    words: energyDrink,
    unless: [/без ?сахар|zero|зеро|sugar ?free/],
    groups: [softDrinks, 13],
    group: softDrinks,
    says: { adult: true, excise: true },
    vat: '22',
  },
  { words: energyDrink, groups: [softDrinks, 13], group: softDrinks, says: { adult: true }, vat: '22' },
  { words: /(?<![а-я])газ (?:для )?(?:заправки )?зажигал|газ для заправки/, says: { adult: true }, vat: '22' },
  // ── excisable by their sugar (law-2026.md §4)
  {
    words: sweetDrink,
    unless: [sugarless],
    groups: [softDrinks, 13],
    group: softDrinks,
    says: { excise: true },
    vat: '22',
  },
  // ── what only the rate and the group hang on; of what looks like milk and may be none, a person has to say it
  {
    words:
      /(?=.*(?:молок|напит|сливк|сыр|йогурт))(?=.*(?:кокос|соев|миндал|овсян|рисов|растит|фундук|арахис))|сырн.* продукт|молокосодерж|заменител/,
  },
  { words: /(?<![а-я])(?:сок|нектар|морс|квас|компот|напиток|лимонад)(?![а-я]*н)/, group: softDrinks, vat: '22' },
  { words: /(?<![а-я])(?:вода|воды)(?![а-я])/, unless: [/туалет|мицелл|парфюм/], group: 13, vat: '22' },
  {
    words:
      /(?<![а-я])(?:печень[ея]|конфет|шоколад|вафл|торт|пирож|мармелад|зефир|халв|жевател|чипс|крекер|кекс|круассан|пряник|снек|корм|шампун|мыло|порош|крем(?! ?-?сыр)|маск|аромат|соус|кетчуп|майонез|приправ|специи|чай|кофе|какао|пакет|спичк|зажигал|батарей|салфет|бумаг|футболк|кроссовк|тапоч|полотен|духи|туалетн|витамин|бад(?![а-я])|антисепт|дезинф)/,
    vat: '22',
  },
  {
    words:
      /(?<![а-я])(?:молок|кефир|сметан|творо[гж]|сыр(?![а-я]*ь)|йогурт|ряженк|простокваш|сливк|масло слив|снежок|айран|брынз|варенец)/,
    group: 8,
    vat: '10',
  },
  {
    words:
      /(?<![а-я])масло (?:.* )?(?:подсолн|раст|олив|кукур|рапс|льнян|горчич)|(?<![а-я])масло.*(?:подсолн|олив|рапс|кукуруз)/,
    group: 33,
    vat: '10',
  },
  {
    words:
      /(?<![а-я])(?:хлеб|батон(?!ч)|булк|булоч|лаваш|бублик|баранк|сушк|сухар|мука(?![а-я])|круп[аы]|греч|рис(?![а-я])|пшен|перлов|манк|манн|овсян|горох|фасол|чечев|макарон|вермиш|спагет|лапша|сахар(?![а-я]*(?:озам|ист))|соль(?![а-я])|маргарин|яйц|яичн)/,
    vat: '10',
  },
  {
    words:
      /(?<![а-я])(?:картоф|морков|свекл|капуст|лук(?![а-я]*о[шм])|чеснок|огур|помидор|томаты|кабач|баклаж|редис|укроп|петруш|яблок|яблоки|груш|банан|апельс|мандар|лимоны?(?![а-я])|виноград|персик|слив[аы](?![а-я])|арбуз|дын|клубник|малин|черник)/,
    vat: '10',
  },
  {
    words:
      /(?<![а-я])(?:мясо|говяд|свинин|баранин|кур(?:иц|ин|ы)|цыпл|индейк|фарш|колбас|сосис|сардел|пельмен|рыба|сельд|минтай|треск|скумбр|горбуш)/,
    vat: '10',
  },
  // ── what only the group hangs on; no word that beer is called by for its taste
  { words: /(?<![а-я])(?:игрушк|кукл[аы]|пластилин)/, group: 27 },
  {
    words:
      /(?<![а-я])(?:ботин|туфл|кроссов|кеды|сапог|сапож|босонож|сандал|тапоч|тапки|сланцы|шлепан|угги|мокасин|балетки|полуботин)/,
    group: 2,
  },
  {
    words:
      /(?<![а-я])(?:футболк|рубашк|блузк|куртк|пальто|плать[ея]|юбк|брюк|джинсы|шорты|свитер|толстовк|худи|кардиган|носки|колготк|трус[ыа](?![а-я])|бюстгальтер|пижам|халат|шапк|шарф|перчатк|полотен|простын|наволоч|пододеял|белье)/,
    group: 1,
  },
  { words: /(?<![а-я])(?:духи|туалетная вода|парфюм|одеколон)/, group: 4 },
  { words: /(?<![а-я])(?:шин[аы]|покрышк|автошин)(?![а-я])/, group: 5 },
  { words: /(?<![а-я])(?:фотоаппарат|фотокамер|фотовспышк)/, group: 6 },
  { words: /(?<![а-я])(?:велосипед|самокат)/, group: 9 },
  { words: /(?<![а-я])(?:бад|витамин[а-я]*|рыбий жир)(?![а-я])/, group: 17 },
  { words: /(?<![а-я])(?:антисепт|дезинф)/, group: 19 },
  { words: /(?<![а-я])(?:корм (?:.* )?(?:для|кош|собак)|наполнитель для кош)/, group: 20 },
  { words: /(?<![а-я])икра(?![а-я])/, unless: [/кабач|баклаж|овощ|свекол|грибн/], group: 21 },
  { words: /(?<![а-я])(?:консерв|тушенк|шпрот)/, group: 32 },
  { words: /(?<![а-я])(?:шампун|мыло|зубная паста|стиральн.* порош|порошок стиральн|гель для|крем для)/, group: 35 },
];

/** The rate of a product group where all of it has one; the others go by their name. */
const groupRates: Readonly<Record<number, VatRate | undefined>> = {
  7: '10',
  8: '10',
  25: '10',
  27: '10',
  33: '10',
  3: '22',
  4: '22',
  5: '22',
  6: '22',
  9: '22',
  11: '22',
  12: '22',
  13: '22',
  15: '22',
  16: '22',
  17: '22',
  19: '22',
  20: '22',
  22: '22',
  23: '22',
  28: '22',
  31: '22',
  34: '22',
  35: '22',
  39: '22',
  40: '22',
  41: '22',
  42: '22',
  43: '22',
  44: '22',
  45: '22',
  48: '22',
  49: '22',
  50: '22',
  51: '22',
  53: '22',
  54: '22',
  55: '22',
  57: '22',
  59: '22',
};

export interface Proposal extends LawOfGoods {
  /** Absent: neither group nor name says it. */
  readonly vat?: VatRate | undefined;
  readonly group?: number | undefined;
}

/** Names that were looked through lately: a receipt asks for all its lines at each change, and a name is held against forty patterns. */
const known = new Map<string, Proposal>();
/** Far more than a receipt has lines. */
const mostKnown = 1_000;

/** What group and name propose for a card. `groups`: all that anybody names for the goods. */
export function proposalOf(name: string, groups: readonly number[]): Proposal {
  const key = `${groups.join()} ${name}`;
  const before = known.get(key);
  if (before) return before;
  if (known.size >= mostKnown) known.clear();
  const proposal = propose(name, groups);
  known.set(key, proposal);
  return proposal;
}

function propose(name: string, groups: readonly number[]): Proposal {
  const text = name.toLowerCase().replaceAll('ё', 'е').trim();
  const isThing = otherThing.test(text);
  const rows = names.filter(
    ({ words, unless, groups: own, says }) =>
      words.test(text) &&
      unless?.some((other) => other.test(text)) !== true &&
      (groups.length === 0 || !own || groups.some((id) => own.includes(id))) &&
      !(says && isThing),
  );
  const said = (fact: keyof LawFacts): boolean =>
    rows.find(({ says }) => says?.[fact] !== undefined)?.says?.[fact] ?? false;
  const [first] = rows;
  // A row of children's goods stands before the group: shoes are 22 %, those of a child are 10 %. A row without a rate says that it is in doubt.
  const ofGroup = groups.map((id) => groupRates[id]).find((rate) => rate !== undefined);
  const vat = first === names[0] ? first?.vat : (ofGroup ?? first?.vat);
  const group = rows.find(({ group: each }) => each !== undefined)?.group;
  return {
    ...byGroup(groups, { adult: said('adult'), alcohol: said('alcohol'), excise: said('excise') }),
    vat,
    group: groups[0] ?? group,
  };
}

/** The same facts with what the groups themselves say: nothing takes that away. */
const byGroup = (groups: readonly number[], { adult, alcohol: isSpirits, excise }: LawOfGoods): LawOfGoods => ({
  adult: adult || needsAdult(groups),
  alcohol: isSpirits || isAlcohol(groups),
  excise: excise || groups.some((id) => excisableGroups.includes(id)),
});

interface Described extends LawFacts {
  readonly name: string;
}

/**
 * Marked goods of no group, told or named: nobody knows whether they are beer. A word that tells a rate alone, or a thing that is none, explains nothing: beer is
 * called by wheat, oranges, chocolate and fishermen.
 */
const isUnexplained = ({ group }: Proposal, marked: boolean): boolean => marked && group === undefined;

/**
 * What the law asks of these goods. Where nobody has said it, as name and group propose, and the stricter where they propose nothing: to ask a buyer for the age
 * costs a moment, and the question can be answered on the spot. `marked`: they carry a marking code and have a card.
 */
export function lawOf(goods: Described, groups: readonly number[], marked = false): LawOfGoods {
  const proposed = proposalOf(goods.name, groups);
  const isStrict = isUnexplained(proposed, marked);
  // Who says that it is neither alcohol nor for adults has said that it is nothing the stricter guess is made for.
  const isHarmless = goods.adult === false && goods.alcohol === false;
  return byGroup(groups, {
    adult: goods.adult ?? (proposed.adult || isStrict),
    alcohol: goods.alcohol ?? (proposed.alcohol || isStrict),
    excise: goods.excise ?? (proposed.excise || (isStrict && !isHarmless)),
  });
}

/**
 * Whether a person should be asked, once, what the law asks of these goods: nobody has said it, no group settles it, and it may well matter. Drinks of group 23 are
 * excisable by their sugar, which no source names.
 */
export function isInQuestion(goods: Described, groups: readonly number[], marked: boolean): boolean {
  const settled = byGroup(groups, { adult: false, alcohol: false, excise: false });
  const proposed = proposalOf(goods.name, groups);
  const isUnsaid = (fact: keyof LawFacts): boolean => goods[fact] === undefined && !settled[fact];
  const facts = ['adult', 'alcohol', 'excise'] as const;
  if (groups.includes(softDrinks) && isUnsaid('excise')) return true;
  return facts.some((fact) => isUnsaid(fact) && (proposed[fact] || isUnexplained(proposed, marked)));
}
