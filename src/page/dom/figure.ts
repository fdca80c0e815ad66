/** @file A panel, and a figure in it: what it shows in a sentence, the drawing, and its numbers as a table. */
import { html, type Child } from './element.ts';

/** A section with a heading that the page's list of contents leads to. */
export function panel(id: string, heading: string, ...children: readonly Child[]): HTMLElement {
  return html(
    'section',
    { id, 'aria-labelledby': `${id}-heading` },
    html('h2', { id: `${id}-heading` }, heading),
    children,
  );
}

/** A line of a table that stands behind a figure. */
export type Line = readonly (string | Node)[];

export interface Columns {
  readonly heading: string;
  readonly isNumber?: boolean;
}

/** A plain table; the first cell of a line heads it. */
export function table(caption: string, columns: readonly Columns[], lines: readonly Line[]): HTMLElement {
  const className = (i: number): string | null => (columns[i]?.isNumber === true ? 'number' : null);
  return html(
    'div',
    { class: 'scrolls', tabindex: 0, role: 'group', 'aria-label': caption },
    html(
      'table',
      { class: 'plain' },
      html('caption', { class: 'unseen' }, caption),
      html(
        'thead',
        {},
        html(
          'tr',
          {},
          columns.map(({ heading }, i) => html('th', { scope: 'col', class: className(i) }, heading)),
        ),
      ),
      html(
        'tbody',
        {},
        lines.map((line) =>
          html(
            'tr',
            {},
            line.map((cell, i) =>
              i === 0
                ? html('th', { scope: 'row', class: className(i) }, cell)
                : html('td', { class: className(i) }, cell),
            ),
          ),
        ),
      ),
    ),
  );
}

/** Lines of a table behind a figure; there is the table of layers for the others. */
const MOST_LINES = 300;

/**
 * @param says the figure's result in words
 * @param twin its numbers, made when they are asked for
 */
export function figure(
  says: Child,
  drawing: Child,
  twin: { readonly caption: string; readonly columns: readonly Columns[]; lines(): readonly Line[] } | null,
): HTMLElement {
  const details =
    twin === null ? null : html('details', { class: 'twin' }, html('summary', {}, 'The same as a table'));
  if (details !== null && twin !== null)
    details.addEventListener('toggle', () => {
      if (details.children.length > 1) return;
      const lines = twin.lines();
      details.append(table(twin.caption, twin.columns, lines.slice(0, MOST_LINES)));
      if (lines.length > MOST_LINES)
        details.append(html('p', { class: 'note' }, `The first ${MOST_LINES} of ${lines.length} lines.`));
    });
  return html('figure', {}, html('figcaption', {}, says), drawing, details);
}
