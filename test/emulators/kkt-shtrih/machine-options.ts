/** How an emulated ШТРИХ-М is made: its firmware, its registration, its whims. */
export interface MachineOptions {
  /** Firmware family: order of marking commands, numbers of tables (§0, §3.5). */
  readonly profile?: 'desktop' | 'cashcore';
  /** Link protocols it knows (§1). */
  readonly protocols?: readonly (1 | 2)[];
  /** Epoch ms. */
  readonly now?: () => number;
  /** The device's own clock is local: hours east of Greenwich. */
  readonly zoneHours?: number;
  /** Number of the ФН, 16 digits. */
  readonly fn?: string;
  /** A debug ФН: FF04 says type 0, strips say that they are not fiscal. */
  readonly debugFn?: boolean;
  readonly model?: { readonly code: number; readonly name: string };
  readonly serial?: string;
  readonly inn?: string;
  readonly rnm?: string;
  readonly user?: string;
  readonly address?: string;
  readonly place?: string;
  /** Registered taxation systems, a bit mask; all by default. */
  readonly taxations?: number;
  /** Registered to sell marked goods; A0h otherwise (§3.7). */
  readonly marking?: boolean;
  /** How long a document prints (submode 5), ms. */
  readonly printMs?: number;
  readonly after?: (ms: number, act: () => void) => () => void;
  /** How 22 % is named in FF46: CBh/CCh, 90h/A0h, or by row 1 of table 6 (§2.6, §9.5). */
  readonly vat22?: 'cb' | '90' | 'row1';
  /** 8Dh and FF46 open the shift by themselves (§2.2: "on some"). */
  readonly autoShift?: boolean;
  /** 50h, 51h answer 37h: CashCore before build 1.14.42154 (§2.2). */
  readonly noCashInOut?: boolean;
  /** The power takes the open receipt with it: GUIDE says registers and mode are kept. */
  readonly powerLosesReceipt?: boolean;
  /** E0h answers with the operator's number (§9.6). */
  readonly shiftAnswersOperator?: boolean;
  /** Number of the document of registration. */
  readonly firstFd?: number;
  /** Tags that FF0C refuses with 33h: a firmware that does not know them. */
  readonly refusedTags?: readonly number[];
  /** FF3A answers 37h: a firmware that does not give documents back. */
  readonly noReading?: boolean;
}
