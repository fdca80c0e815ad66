/** @file What a page shows wrong, asked in the page itself: names that are more than text, what is cut off or out of sight. */

/** Runs in the page: whether a name became more than text, or wider than the screen; also where nothing is drawn yet. */
export const BROKEN_OUT = `document.querySelectorAll('section').forEach((each) => (each.style.contentVisibility = 'visible')); [
  ...(window.hacked === undefined ? [] : ['ran ' + window.hacked]),
  ...[...document.querySelectorAll('img, iframe, script, svg [onload]')].map((each) => each.outerHTML.slice(0, 80)),
  ...(/[\\u0007\\u001b\\u202e]/.test(document.body.textContent) ? ['a character that is obeyed'] : []),
  ...(document.documentElement.scrollWidth > innerWidth ? [document.documentElement.scrollWidth + ' px wide'] : []),
  ...(Object.keys(Object.prototype).length > 0 ? ['a prototype'] : []),
]`;

/** Runs in the page: texts of drawings that are cut off, or lie on one another. */
export const CUT_OFF = `[...document.querySelectorAll('svg.chart')].flatMap((chart) => {
  const box = chart.getBoundingClientRect();
  const texts = [...chart.querySelectorAll('text')].map((each) => ({ said: each.textContent, at: each.getBoundingClientRect() }));
  const isOut = ({ at }) => at.left < box.left - 1 || at.right > box.right + 1 || at.top < box.top - 1 || at.bottom > box.bottom + 1;
  const isOn = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4;
  return [
    ...texts.filter(isOut).map(({ said }) => said + ' is cut off'),
    ...texts.flatMap((a, i) => texts.slice(i + 1).filter((b) => isOn(a.at, b.at)).map((b) => b.said + ' on ' + a.said)),
  ];
})`;

/** Runs in the page: tables of layers whose numbers are out of sight. */
export const OUT_OF_SIGHT = `[...document.querySelectorAll('#layers .scrolls')].filter((each) => each.scrollWidth > each.clientWidth + 1).length`;
