import type { PrinterState } from '../../app/ports/printer.ts';
import * as ru from './texts.ru.ts';
import * as common from '../shell/texts.ru.ts';
import * as settingsRu from '../settings/texts.ru.ts';
import * as receiptRu from '../receipt/texts.ru.ts';
import * as printerRu from '../printer/texts.ru.ts';

export interface KktFact {
  readonly name: string;
  readonly value: string;
}

/** The connected ККТ in a few lines. What nobody tells is left out. */
export function kktFacts({ model, fn, lastFd, demo, about, ofd }: PrinterState): KktFact[] {
  const place = about?.place === 'relay' ? ru.shift.overNetwork : about?.place;
  const facts = [
    [
      common.status.kkt,
      [
        ru.shift.serial(model === 'demo' ? ru.shift.practice : model, about?.serial),
        demo && model !== 'demo' ? ru.shift.practice : undefined,
      ]
        .filter(Boolean)
        .join(', '),
    ],
    [ru.shift.fn, ru.shift.fnUntil(fn, about?.fnUntil === undefined ? undefined : common.showDate(about.fnUntil))],
    [ru.shift.ffd, about?.ffd],
    [settingsRu.settings.inn, about?.inn],
    [ru.shift.taxations, about?.taxations?.map((one) => receiptRu.taxationNames[one]).join(', ')],
    [ru.shift.last, lastFd > 0 ? String(lastFd) : undefined],
    [
      common.status.ofd,
      ofd &&
        (ofd.unsent > 0
          ? printerRu.ofd.waitingCount(ofd.unsent, ofd.since === undefined ? undefined : common.showDate(ofd.since))
          : printerRu.ofd.sent),
    ],
    [ru.shift.place, place],
  ] as const;
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}
