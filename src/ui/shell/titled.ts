import * as ru from './texts.ru.ts';

/** The page is called by the heading of what it shows: «Смена – Полтора», in the bar of windows and for whoever hears the page. */
export const titled = ({ textContent }: HTMLElement): void => void (document.title = `${textContent} – ${ru.app.name}`);
