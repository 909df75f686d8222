import type { PrinterState } from '../../app/ports.ts';
import * as ru from '../ru.ts';

export interface KktFact {
  readonly name: string;
  readonly value: string;
}

/** The connected ККТ in a few lines. What nobody tells is left out. */
export function kktFacts({ model, fn, lastFd, demo, about, ofd }: PrinterState): KktFact[] {
  const place = about?.place === 'relay' ? ru.shift.overNetwork : about?.place;
  const facts = [
    [
      ru.status.kkt,
      [
        ru.shift.serial(model === 'demo' ? ru.shift.practice : model, about?.serial),
        demo && model !== 'demo' ? ru.shift.practice : undefined,
      ]
        .filter(Boolean)
        .join(', '),
    ],
    [ru.shift.fn, ru.shift.fnUntil(fn, about?.fnUntil === undefined ? undefined : ru.showDate(about.fnUntil))],
    [ru.shift.ffd, about?.ffd],
    [ru.shift.last, lastFd > 0 ? String(lastFd) : undefined],
    [
      ru.ofd.name,
      ofd &&
        (ofd.unsent > 0
          ? ru.ofd.waitingCount(ofd.unsent, ofd.since === undefined ? undefined : ru.showDate(ofd.since))
          : ru.ofd.sent),
    ],
    [ru.shift.place, place],
  ] as const;
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}
