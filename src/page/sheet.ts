/**
 * @file What is in the window: a heading, and panels that are drawn one after the other, so that the first ones are seen at
 * once however large a report is.
 */
import { html, type Child } from './dom/element.ts';

/** What a report, or two, become. */
export interface Drawn {
  readonly heading: readonly Node[];
  /** In their order; `null` for one that has nothing to show. */
  readonly panels: readonly (() => HTMLElement | null)[];
}

/** The verdict. */
const AT_ONCE = 1;

/** The sheet that is in the window; what an earlier one has left to draw is not drawn any more. */
let shown: HTMLElement | null = null;

function put(children: readonly Child[]): HTMLElement {
  shown = html('div', { class: 'page' }, children);
  document.body.replaceChildren(shown);
  scrollTo(0, 0);
  return shown;
}

/** A sheet that has no panels. */
export function showPlain(children: readonly Child[]): void {
  put(children).dataset['complete'] = '';
}

/** The beginning of what is drawn behind the first paint. */
export function showFirst({ heading, panels }: Drawn): void {
  put([
    html('header', {}, heading),
    html(
      'main',
      {},
      panels.map((panel) => panel()),
    ),
  ]);
}

/** A page that is not looked at is not painted. */
const UNSEEN_MS = 400;

/** When the first paint is on the screen: what runs before it is there would take the processor from it. */
export function afterPaint(then: () => void): void {
  let isDone = false;
  const once = (): void => {
    if (isDone) return;
    isDone = true;
    paints.disconnect();
    setTimeout(then);
  };
  const paints = new PerformanceObserver((list) => {
    if (list.getEntriesByName('first-contentful-paint').length > 0) once();
  });
  paints.observe({ type: 'paint', buffered: true });
  setTimeout(once, UNSEEN_MS);
}

/** @param tools what one can do with what is shown */
export function showDrawn({ heading, panels }: Drawn, tools: Child): void {
  const contents = html('nav', { 'aria-label': 'Contents' });
  const main = html('main');
  const sheet = put([html('header', {}, heading, tools, contents), main]);
  const isShown = (): boolean => shown === sheet;
  const left = [...panels];
  const drawNext = (): void => {
    const panel = left.shift()?.() ?? null;
    if (panel !== null) {
      main.append(panel);
      const heading = panel.querySelector('h2');
      if (heading !== null) contents.append(html('a', { href: `#${panel.id}` }, heading.textContent));
    }
    if (left.length > 0) return;
    sheet.dataset['complete'] = '';
    if (location.hash !== '') document.getElementById(location.hash.slice(1))?.scrollIntoView();
  };
  const goOn = (): void => {
    if (!isShown() || left.length === 0) return;
    drawNext();
    setTimeout(goOn);
  };
  for (let i = 0; i < AT_ONCE && left.length > 0; i++) drawNext();
  afterPaint(goOn);
  addEventListener('beforeprint', () => {
    while (isShown() && left.length > 0) drawNext();
  });
}
