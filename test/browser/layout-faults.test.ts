/** The finder of faults of layout finds each kind that it is for, and none where there is none. */
import { afterEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { layoutFaults } from './layout-faults.ts';

const place = document.createElement('main');
document.body.append(place);
afterEach(async () => {
  place.innerHTML = '';
  await page.viewport(1024, 600);
});

const words = 'Молоко пастеризованное';

it.each([
  [
    'text behind the edge of its box',
    `<p style="width: 60px; overflow: hidden; white-space: nowrap">${words}</p>`,
    /^cut/,
  ],
  [
    'an ellipsis',
    `<p style="width: 90px; overflow: hidden; white-space: nowrap; text-overflow: ellipsis">${words}</p>`,
    /^cut/,
  ],
  [
    'lines behind a clamp',
    `<p style="width: 90px; overflow: hidden; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 1">${words}</p>`,
    /^cut/,
  ],
  ['a broken word', `<p style="width: 60px; overflow-wrap: anywhere">${words}</p>`, /^broken word/],
  ['text on text', `<p style="margin: 0">${words}</p><p style="margin: -10px 0 0">${words}</p>`, /^overlap/],
  [
    'text beside its button',
    `<button style="width: 60px; height: 60px; padding: 0; overflow: visible; white-space: nowrap">${words}</button>`,
    /^beyond its button/,
  ],
  ['a small target', '<button style="width: 40px; height: 48px">×</button>', /^small target/],
  ['a small field without a label', '<input style="height: 30px" />', /^small target/],
  ['a cut placeholder', `<input style="width: 60px; height: 60px" placeholder="${words}" />`, /^cut placeholder/],
  [
    'a list without room',
    `<ul style="height: 20px; overflow-y: auto">${`<li>${words}</li>`.repeat(3)}</ul>`,
    /^no room/,
  ],
  [
    'a button behind the edge of its box',
    '<div style="height: 60px; overflow: hidden"><button style="margin-top: 40px; width: 60px; height: 60px"></button></div>',
    /^target cut/,
  ],
  ['a page wider than the window', '<div style="width: 1100px; height: 10px"></div>', /^the page scrolls sideways/],
  ['what lies beside the window', `<p style="position: fixed; left: -90px">${words}</p>`, /^beyond the window/],
] as const)('finds %s', (_, html, fault) => {
  place.innerHTML = html;
  const found = layoutFaults(document);
  expect(
    found.some((each) => fault.test(each)),
    found.join('\n'),
  ).toBe(true);
});

it('finds nothing in what scrolls, wraps, is folded, is for the ear alone or lies under what stays in place', () => {
  place.innerHTML = `
    <p style="width: 12em">${words} пастеризованное</p>
    <ul style="height: 100px; overflow-y: auto">${`<li>${words}</li>`.repeat(20)}</ul>
    <details><summary style="min-height: 48px; min-width: 48px">${words}</summary><p>${words}</p></details>
    <span class="unseen" style="position: absolute; width: 1px; overflow: hidden; clip-path: inset(50%)">${words}</span>
    <label style="display: block; height: 48px">${words}<input style="height: 30px" /></label>
    <div style="height: 60px; overflow-y: auto"><p>${words}</p><p style="position: sticky; bottom: 0; background: white">${words}</p></div>`;
  expect(layoutFaults(document)).toEqual([]);
});
