/** Dates as ГИС МТ writes them, by the clock of the shop. */
import { epochMs, wallClock } from '../base/time.ts';

const minuteMs = 60_000;

/**
 * Reads «2026-11-12T14:00:00.000Z» as the shop's own time: shelf life follows the time zone of the shop (§5.4), whatever stands for the zone. Only a
 * real offset is a moment of the world. Undefined where it is no date.
 */
export function onShopClock(text: string | undefined, zone?: number): string | undefined {
  const [, day, time = '00:00', sign, hours = 0, minutes = 0] =
    /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|([+-])(\d\d):?(\d\d))?)?$/.exec(text ?? '') ?? [];
  const wall = `${day}T${time}`;
  const moment = Date.parse(`${wall}Z`);
  if (Number.isNaN(moment)) return undefined;
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  return offset === 0 ? wall : wallClock(epochMs(moment - offset * minuteMs), zone);
}
