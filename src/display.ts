/** Composition root of the buyer's display: a window beside the till's, of the same browser. It opens no database, takes no lock and asks no network. */
import { mount } from 'svelte';
import { watchTill } from './app/display/watch-till.ts';
import { browserClock } from './platform/clock.ts';
import { displayChannel, displayChannelName, isTillOpen } from './platform/display-channel.ts';
import { keepAwake } from './platform/keep-awake.ts';
import Display from './ui/display/Display.svelte';

const { shown } = watchTill({
  channel: displayChannel(new BroadcastChannel(displayChannelName)),
  clock: browserClock,
  // Absent where the page is not secure: no till can be open there either.
  isTillOpen: () => isTillOpen('locks' in navigator ? navigator.locks : undefined),
});
const wantAwake = keepAwake({
  wakeLock: 'wakeLock' in navigator ? navigator.wakeLock : undefined,
  page: document,
  clock: browserClock,
});
shown.subscribe((view) => wantAwake(view !== undefined));

const target = document.getElementById('app');
if (!target) throw new Error('no #app in display.html');
mount(Display, { target, props: { shown } });

// Another version took over: this window speaks the language of the one before.
if ('serviceWorker' in navigator) {
  const hadWorker = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (hadWorker) location.reload();
  });
}
