/** Where a model keeps its settings, by name (kkt-shtrih.md §2.4, §2.9). Row 1 unless said; fields in the order of use. */
import type { Cell } from './commands/tables.ts';
import type { ModelInfo } from './model.ts';

export interface Settings {
  /** Version of ФФД: `ffdVersions`. */
  readonly ffd: Cell;
  readonly serial: Cell;
  readonly inn: Cell;
  /** Registration number of the ККТ (РНМ). */
  readonly rnm: Cell;
  readonly fn: Cell;
  readonly taxations: Cell;
  readonly owner: Cell;
  readonly address: Cell;
  readonly place: Cell;
  /** Name of the ОФД. */
  readonly ofdName: Cell;
  /** Server and port of the ОФД. */
  readonly ofdServer: Cell;
  readonly ofdPort: Cell;
  /** The rest is known of desktop firmware alone. */
  readonly desktop: DesktopSettings | undefined;
}

export interface DesktopSettings {
  /** 0 print, 1 leave the next document unprinted, 2 print nothing. */
  readonly noPrint: Cell;
  /** FF45 and others answer with date and time. */
  readonly datedAnswers: Cell;
  /** Takes every kind of marking code. */
  readonly allMarks: Cell;
  /** Taxes are computed by the host: must be 0 for the fields this house sends. */
  readonly hostTaxes: Cell;
  /** The server that checks marking codes, and how long it is waited for, s. */
  readonly markServer: Cell;
  readonly markPort: Cell;
  readonly markLimit: Cell;
}

const cell = (table: number, field: number, row = 1): Cell => ({ table, row, field });

/** Where the firmware does not say (§2.4). */
const defaults = {
  desktop: { fnTable: 18, ofdTable: 19 },
  cashCore: { fnTable: 13, ofdTable: 14 },
} as const;

export function settingsOf({
  family,
  fnTable,
  ofdTable,
  ffdTable,
  ffdField,
}: Pick<ModelInfo, 'family' | 'fnTable' | 'ofdTable' | 'ffdTable' | 'ffdField'>): Settings {
  const fn = fnTable || defaults[family].fnTable;
  const ofd = ofdTable || defaults[family].ofdTable;
  return {
    ffd: family === 'desktop' ? cell(17, 17) : cell(ffdTable || 10, ffdField || 29),
    serial: cell(fn, 1),
    inn: cell(fn, 2),
    rnm: cell(fn, 3),
    fn: cell(fn, 4),
    taxations: cell(fn, 5),
    owner: cell(fn, 7),
    address: cell(fn, 9),
    place: cell(fn, 14),
    ofdName: cell(fn, 10),
    ofdServer: cell(ofd, 1),
    ofdPort: cell(ofd, 2),
    desktop:
      family === 'desktop'
        ? {
            noPrint: cell(17, 7),
            datedAnswers: cell(17, 36),
            allMarks: cell(17, 42),
            hostTaxes: cell(1, 14),
            markServer: cell(ofd, 5),
            markPort: cell(ofd, 6),
            markLimit: cell(ofd, 8),
          }
        : undefined,
  };
}

/** Tables that every family has alike; `operator` 1…30, `way` of payment 1…16, `row` 1…6. */
export const operatorPassword = (operator: number): Cell => cell(2, 1, operator);
export const operatorName = (operator: number): Cell => cell(2, 2, operator);
export const paymentName = (way: number): Cell => cell(5, 1, way);
/** In hundredths of a per cent: 2000 is 20 %. */
export const taxRate = (row: number): Cell => cell(6, 1, row);

/** What `Settings.ffd` holds → the version. */
export const ffdVersions: Readonly<Record<number, '1.0' | '1.05' | '1.1' | '1.2'>> = {
  1: '1.0',
  2: '1.05',
  3: '1.1',
  4: '1.2',
};

/** Factory password of the system administrator, operator 30: questions to the ФН and tables want it. */
export const administrator = 30;
