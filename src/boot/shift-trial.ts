/** With each opening of a shift ЛМ ЧЗ checks a harmless code: a shop learns in the morning that it could not sell without internet, not when the cable is out. */
import { isWell } from '../app/local-module/desk.ts';
import type { Till } from '../app/till.ts';
import type { Devices } from './devices.ts';
import type { Start } from './start.ts';

type Given = { readonly start: Start; readonly localModule: Till['localModule'] } & Pick<Devices, 'shift'>;

export function tryWithShift({ start, localModule, shift }: Given): void {
  /** The shift that was last seen; undefined: none was seen yet, and one that is open then was opened before. */
  let seen: { readonly isOpen: boolean } | undefined;
  const look = (): void => {
    const { printer } = start.status.get();
    const state = (printer?.ok ? printer.value : shift.view.printer)?.shift.state;
    if (state === undefined) return;
    const isOpen = state !== 'closed';
    const isOpened = seen?.isOpen === false && isOpen;
    seen = { isOpen };
    if (isOpened) void attempt().catch(() => undefined);
  };
  let isFollowed = false;
  const attempt = async (): Promise<void> => {
    const desk = await localModule();
    // Whatever mends it takes the word back: the next opening, or a person who looks.
    if (!isFollowed)
      desk.subscribe(() => {
        const own = desk.view.modules.find(({ isChosen }) => isChosen);
        if (own && isWell(own)) start.change({ localTrial: undefined });
      });
    isFollowed = true;
    const worst = (await desk.tryChosen())?.[0];
    start.change({ localTrial: worst?.gravity === 'stop' ? worst.id : undefined });
  };
  start.status.subscribe(look);
  shift.subscribe(look);
  look();
}
