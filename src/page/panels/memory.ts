/** @file Memory: what is alive at the peak; and, in the order of the pass, after each layer, and what each layer makes. */
import type { Memory, Report } from '../../core/report.ts';
import { rowName } from '../../core/writing.ts';
import { bytes } from '../../report/memory.ts';
import { share } from '../data/measures.ts';
import { binned, inOrder } from '../data/order.ts';
import type { Subject } from '../data/subject.ts';
import { linearMarks } from '../data/ticks.ts';
import type { Item } from '../data/tree.ts';
import { html, nameOf, svg } from '../dom/element.ts';
import { figure, panel } from '../dom/figure.ts';
import { inLanguage } from '../language/language.ts';

const MOST_BARS = 240;
const [WIDTH, HEIGHT] = [760, 194];
/** To the left `500.0 MB` as large as on a telephone, where the drawing is smaller than its letters. */
const MARGIN = { left: 108, right: 8, top: 28, bottom: 10 };
const [INNER_WIDTH, INNER_HEIGHT] = [WIDTH - MARGIN.left - MARGIN.right, HEIGHT - MARGIN.top - MARGIN.bottom];

/** What is alive at the peak, as one bar. */
function peakBar({ peakBytes, beforeBytes, weightBytes }: Memory): HTMLElement {
  const weights = Math.min(weightBytes, beforeBytes);
  const parts = [
    ['common', 'weights', weights],
    ['term pattern-1', 'inputs and what the caller holds', beforeBytes - weights],
    ['term pattern-0', 'made in the pass', peakBytes - beforeBytes],
  ] as const;
  const known = parts.filter(([, , amount]) => amount > 0);
  return html(
    'div',
    { class: 'columns' },
    html(
      'div',
      { class: 'column-line', 'data-value': peakBytes },
      html('span', { class: 'column-name' }, 'at the peak'),
      html(
        'span',
        { class: 'column-bar', 'aria-hidden': true },
        known.map(([className, name, amount]) => {
          const span = html('span', {
            class: className,
            title: `${inLanguage(name)} ${bytes(amount)}`,
            'data-part': amount,
          });
          span.style.width = `${(100 * amount) / peakBytes}%`;
          return span;
        }),
      ),
      html('span', { class: 'column-amount' }, bytes(peakBytes)),
    ),
    html(
      'ul',
      { class: 'terms' },
      known.map(([className, name, amount]) =>
        html(
          'li',
          {},
          html('span', { class: `swatch ${className}`, 'aria-hidden': true }),
          `${inLanguage(name)} ${bytes(amount)}, ${share(amount, peakBytes)}`,
        ),
      ),
    ),
  );
}

/** The most that is alive after a kernel of rows; `null` where memory is not known. */
function aliveIn({ memory: known, entries, layers }: Report): (rows: readonly number[]) => number | null {
  if (known === null) return () => null;
  const ofScope = new Map<number, number>();
  for (const [i, { scope }] of entries.entries())
    ofScope.set(scope, Math.max(ofScope.get(scope) ?? 0, known.liveBytes[i]!));
  return (rows) => rows.reduce((most, row) => Math.max(most, ofScope.get(layers[row]!.scope ?? -1) ?? 0), 0);
}

const most = (values: readonly (number | null)[]): number =>
  values.reduce<number>((a, b) => Math.max(a, b ?? 0), 0);

export function memory(subject: Subject): HTMLElement {
  const { report, tree } = subject;
  const { memory: known, scopes, layers, total } = report;
  const madeBy = ({ rows }: Item): number => rows.reduce((sum, row) => sum + layers[row]!.outputBytes, 0);
  const alive = aliveIn(report);
  const aliveAfter = ({ rows }: Item): number | null => alive(rows);
  const items = inOrder(report, tree, madeBy);
  const bins = binned(items, MOST_BARS).map((bin) => ({
    bin,
    made: bin.reduce((sum, item) => sum + madeBy(item), 0),
    live: known === null ? null : most(bin.map(aliveAfter)),
  }));
  const marks = linearMarks(most(bins.flatMap(({ made, live }) => [made, live])));
  const top = marks.at(-1)! || 1;
  const y = (value: number): number => MARGIN.top + INNER_HEIGHT * (1 - value / top);
  const step = INNER_WIDTH / Math.max(1, bins.length);
  const peakScope = known === null ? null : known.peakScope;
  const isPeak = ({ rows }: Item): boolean =>
    rows.some((row) => layers[row]!.scope === peakScope && peakScope !== null);
  const place = peakScope === null ? undefined : scopes[peakScope];
  const at = place === undefined || place.path.length === 0 ? '' : ` at ${rowName(place)}`;
  const line = bins
    .flatMap(({ live }, i) =>
      live === null
        ? []
        : [`${MARGIN.left + i * step},${y(live)}`, `${MARGIN.left + (i + 1) * step},${y(live)}`],
    )
    .join(' ');
  const bars = bins.map(({ bin, made, live }, i) => {
    const [first] = bin;
    const holdsPeak = bin.some(isPeak);
    return svg(
      'rect',
      {
        class: holdsPeak ? 'made peak' : 'made',
        x: MARGIN.left + i * step,
        y: y(made),
        width: Math.max(0.5, step - (step > 3 ? 1 : 0)),
        height: MARGIN.top + INNER_HEIGHT - y(made),
        'data-value': made,
        click: () => subject.show(first!),
      },
      svg(
        'title',
        {},
        `${first!.fullName.slice(0, 300)}${bin.length > 1 ? ` and ${bin.length - 1} more` : ''}: makes ${bytes(made)}${live === null ? '' : `, ${bytes(live)} alive`}${holdsPeak ? ', the peak' : ''}`,
      ),
    );
  });
  const peakIndex = bins.findIndex(({ bin }) => bin.some(isPeak));
  const peakX = MARGIN.left + (peakIndex + 0.5) * step;
  const says =
    known === null
      ? `The pass makes ${bytes(total.outputBytes)} in total.`
      : `The most that is alive is ${bytes(known.peakBytes)}${at}, ${bytes(known.beforeBytes)} of it before the pass. The pass makes ${bytes(total.outputBytes)} in total.`;
  const chart = svg(
    'svg',
    {
      class: 'chart',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      role: 'img',
      'aria-label': 'Bytes alive after each layer and made by it, in the order of the pass',
    },
    marks.map((mark) => [
      svg('line', { class: 'grid', x1: MARGIN.left, x2: WIDTH - MARGIN.right, y1: y(mark), y2: y(mark) }),
      svg('text', { class: 'tick', x: MARGIN.left - 8, y: y(mark) + 4, 'text-anchor': 'end' }, bytes(mark)),
    ]),
    bars,
    line === ''
      ? null
      : svg('polyline', { class: 'alive', points: line, 'data-peak': most(bins.map(({ live }) => live)) }),
    peakIndex < 0
      ? null
      : [
          svg('line', {
            class: 'marker',
            x1: peakX,
            x2: peakX,
            y1: MARGIN.top - 6,
            y2: MARGIN.top + INNER_HEIGHT,
          }),
          svg(
            'text',
            {
              class: 'tick',
              x: peakX,
              y: MARGIN.top - 9,
              'text-anchor': peakX > WIDTH / 2 ? 'end' : 'start',
            },
            'peak',
          ),
        ],
  );
  const legend = html(
    'p',
    { class: 'note' },
    known === null
      ? 'made by each layer, in the order in which they run'
      : 'line: alive after each layer; bars: made by it; in the order in which they run',
  );
  return panel(
    'memory',
    'Memory',
    figure(
      html('span', { 'data-figure': 'memory', 'data-total': total.outputBytes }, says),
      [known === null ? null : peakBar(known), bins.length === 0 ? null : [chart, legend]],
      {
        caption: 'Bytes alive after each layer, and made by it',
        columns: [
          { heading: 'Layer' },
          { heading: 'alive', isNumber: true },
          { heading: 'makes', isNumber: true },
          { heading: 'moves at least', isNumber: true },
        ],
        lines: () =>
          items.map((item) => {
            const live = aliveAfter(item);
            const moved = item.values.bytes;
            return [
              nameOf(item.fullName),
              live === null ? '?' : bytes(live),
              bytes(madeBy(item)),
              bytes(moved),
            ];
          }),
      },
    ),
  );
}
