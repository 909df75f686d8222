/** The shift and its reports, cash in and out (kkt-shtrih.md §2.2, §2.5). */
import { le } from '../../bytes.ts';
import { command, deed, nothing, operatorOnly, signature, type Command, type Deed, type Signed } from '../command.ts';

type Operator = ReturnType<typeof operatorOnly>;

/** FF41: begins an opening, so that tags of it can be sent by FF0C (1021, 1203); `openShift` ends it. */
export const beginOpenShift = (signed: Signed): Command<undefined> =>
  command('beginOpenShift', 0xff41, [signature(signed)], nothing);

/** E0h. */
export const openShift = (signed: Signed): Deed<Operator> =>
  deed('document', command('openShift', 0xe0, [signature(signed)], operatorOnly, { prints: true, limit: 'openShift' }));

/** FF42: begins a closing, as FF41 an opening; `closeShift` ends it. */
export const beginCloseShift = (signed: Signed): Command<undefined> =>
  command('beginCloseShift', 0xff42, [signature(signed)], nothing);

/** 41h, the Z report. */
export const closeShift = (signed: Signed): Deed<Operator> =>
  deed(
    'document',
    command('closeShift', 0x41, [signature(signed)], operatorOnly, { prints: true, limit: 'closeShift' }),
  );

/** 40h, the X report: totals so far. No fiscal document: a second one costs paper. */
export const xReport = (signed: Signed): Command<Operator> =>
  command('xReport', 0x40, [signature(signed)], operatorOnly, { prints: true });

/** FF40. */
export const shiftState = (signed: Signed): Command<ShiftState> =>
  command('shiftState', 0xff40, [signature(signed)], (reader) => ({
    open: reader.uint() === 1,
    shift: reader.uint(2),
    receipt: reader.uint(2),
  }));
export interface ShiftState {
  readonly open: boolean;
  /** Number of the open shift, or of the last one. */
  readonly shift: number;
  /** Number of the last receipt in it. */
  readonly receipt: number;
}

interface CashMove extends Signed {
  /** Kopecks. */
  readonly sum: number;
}
const cashMove = (name: string, code: number, order: CashMove): Deed<CashMoved> =>
  deed(
    'cash',
    command(
      name,
      code,
      [signature(order), le(order.sum, 5)],
      (reader) => ({ operator: reader.uint(), document: reader.uint(2) }),
      { prints: true },
    ),
  );
export interface CashMoved {
  readonly operator: number;
  /** Number of the printed slip. */
  readonly document: number;
}

/** 50h. Some CashCore firmwares refuse it under ФФД 1.2 (fr_drv_ng#232). After a lost answer compare registers 242 and 243 (§7.3). */
export const cashIn = (order: CashMove): Deed<CashMoved> => cashMove('cashIn', 0x50, order);

/** 51h. */
export const cashOut = (order: CashMove): Deed<CashMoved> => cashMove('cashOut', 0x51, order);
