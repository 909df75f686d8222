/**
 * Programming barcodes of scanner makers, as far as their own manuals show them. A wrong one may shut a scanner up, so nothing stands here that
 * was computed or remembered: each has a source, and none was tried on a scanner in this house. `^FNC3` is the function character of Code 128.
 */

export type SetUpPurpose = 'usb-com' | 'hid-pos' | 'keyboard' | 'suffix' | 'data-matrix';

export interface SetUpCode {
  readonly purpose: SetUpPurpose;
  /** Content of a Code 128, `^FNC3` for the function character. */
  readonly code128: string;
  /** Where it is documented. */
  readonly source: string;
  /** Two sources that do not know of each other agree on the text and on how it is encoded. */
  readonly sure: boolean;
}

export interface ScannerMaker {
  readonly id: 'datalogic' | 'zebra' | 'honeywell' | 'newland' | 'netum' | 'mertech' | 'poscenter' | 'other';
  /** As it writes itself; empty for all others. */
  readonly name: string;
  readonly codes: readonly SetUpCode[];
}

/** Texts decoded from the pictures of the maker's guide; where FNC3 stands: td1100 and the treepoem generators for Datalogic, barcOwned and JsBarcode issue 162 for Zebra. */
const qd2220 = 'Datalogic QD2220 Product Reference Guide';
const zebraGuide = 'Zebra Barcode Scanner Configuration Guide (SSI)';

export const scannerMakers: readonly ScannerMaker[] = [
  {
    id: 'datalogic',
    name: 'Datalogic',
    codes: [
      { purpose: 'usb-com', code128: '^FNC3$P,HA47,P\r', source: `${qd2220}, p. 22`, sure: true },
      { purpose: 'hid-pos', code128: '^FNC3$P,HA44,P\r', source: `${qd2220}, p. 22`, sure: false },
      { purpose: 'keyboard', code128: '^FNC3$P,HA35,P\r', source: `${qd2220}, p. 23`, sure: true },
    ],
  },
  {
    id: 'zebra',
    name: 'Zebra (Symbol)',
    codes: [
      { purpose: 'suffix', code128: '^FNC320C1001', source: `${zebraGuide}, p. 34`, sure: false },
      { purpose: 'data-matrix', code128: '^FNC3N01241', source: `${zebraGuide}, p. 182`, sure: false },
    ],
  },
  // The only source for the place of FNC3 puts it last (accuratedata.com, "Tips and tricks about barcode symbologies").
  {
    id: 'honeywell',
    name: 'Honeywell',
    codes: [
      {
        purpose: 'suffix',
        code128: '~VSUFCR.^FNC3',
        source: 'Honeywell Voyager 1200g Quick Start Guide, p. 7',
        sure: false,
      },
    ],
  },
  { id: 'newland', name: 'Newland', codes: [] },
  { id: 'netum', name: 'Netum', codes: [] },
  { id: 'mertech', name: 'Mertech', codes: [] },
  { id: 'poscenter', name: 'POScenter', codes: [] },
  // АТОЛ, Sunlux, Mindeo and many more: nothing of theirs is documented where we could read it.
  { id: 'other', name: '', codes: [] },
];
