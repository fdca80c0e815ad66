/** @file The totals of a page's figures, read off what is drawn, against the report's. */
import type { Page } from 'playwright-core';
import type { Report } from '../../src/core/report.ts';

/** Runs in the page: all rows of the table of layers, drawn to the last, and summed by column. */
const SUM_OF_ROWS = `(async () => {
  const flat = document.querySelector('#layers input[type=checkbox]');
  if (!flat.checked) flat.click();
  const rows = () => document.querySelectorAll('#layers tbody tr[data-item]');
  const all = Number(document.querySelector('#layers [data-rows]').dataset.rows);
  for (let tries = 0; rows().length < all && tries < 3_000; tries++) {
    document.querySelector('#layers [data-rows]').scrollIntoView();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const sums = [];
  for (const row of rows())
    [...row.querySelectorAll('[data-value]')].forEach((cell, i) => (sums[i] = (sums[i] ?? 0) + Number(cell.dataset.value)));
  return sums;
})()`;

/** Runs in the page: for each measure what the figure says it shows, and what its widest item is worth. */
const ICICLE = `[...document.querySelectorAll('#where .switch button')].map((button) => {
  button.click();
  const root = document.querySelector('.icicle button[data-item="0"]');
  return [Number(document.querySelector('[data-figure=icicle]').dataset.total), root.hidden ? 0 : Number(root.dataset.value)];
})`;

/** Runs in the page: of each bar of the columns what it says, and the sum of its parts. */
const COLUMNS = `[...document.querySelectorAll('#columns figure')].map((figure) => [
  figure.dataset.quantity,
  [...figure.querySelectorAll('.column-line')].map((line) => [
    Number(line.dataset.value),
    [...line.querySelectorAll('[data-part]:not(.less-term)')].reduce((sum, part) => sum + Number(part.dataset.part), 0),
  ]),
])`;

/** Runs in the page: the sums of what is drawn in a figure, and of what it leaves out. */
const sumOf = (selector: string, figure: string): string =>
  `[...document.querySelectorAll('${selector}')].reduce((sum, mark) => sum + Number(mark.dataset.value), 0) +
    Number(document.querySelector('[data-figure=${figure}]')?.dataset.rest ?? 0)`;

/** Runs in the page: calls, and multiply-adds as they are printed. */
const KERNELS = `[1, 3].map((column) => [...document.querySelectorAll('#kernels tbody tr')].reduce(
  (sum, row) => sum + Number(row.children[column].textContent.replaceAll(',', '').replace(/[·?]/, '0')), 0))`;

/** The text that is printed for the eye: of the tile of work. */
const VERDICT = `[...document.querySelectorAll('#verdict .tile[data-exact]')].map((tile) => Number(tile.dataset.exact))`;

/** Where a page's totals are not its report's, to the digit. */
export async function wrongTotals(page: Page, report: Report): Promise<readonly string[]> {
  const { total, machine, memory } = report;
  const [work, parameters] = [total.counted.multiplyAdds, total.parameters.total];
  const time = total.time?.meanMs;
  const wrong: string[] = [];
  const check = (what: string, got: unknown, expected: unknown): void => {
    if (JSON.stringify(got) !== JSON.stringify(expected))
      wrong.push(`${what}: ${JSON.stringify(got)} is not ${JSON.stringify(expected)}`);
  };
  const tiles = await page.evaluate<number[]>(VERDICT);
  const pass = (total.wall ?? total.time)?.meanMs;
  check('verdict', tiles, [
    work,
    parameters,
    ...(pass === undefined ? [] : [pass]),
    ...(memory === null ? [] : [memory.peakBytes]),
    ...(total.residual === null ? [] : [total.residual]),
  ]);
  const measures = [
    work,
    ...(time === undefined ? [] : [time]),
    total.bytes,
    ...(machine === null ? [] : [total.executed?.adds ?? 0]),
    parameters,
  ];
  check(
    'icicle',
    await page.evaluate(ICICLE),
    measures.map((each) => [each, each]),
  );
  const sums = await page.evaluate<number[]>(SUM_OF_ROWS);
  check('layers', sums.slice(0, time === undefined ? 2 : 3), [
    parameters,
    work,
    ...(time === undefined ? [] : [time]),
  ]);
  const bars = await page.evaluate<[string, [number, number][]][]>(COLUMNS);
  const amounts = bars.flatMap(([quantity, lines]) => lines.map(([amount]) => `${quantity} ${amount}`));
  const derived = total.bridges.flatMap(({ quantity, fromAmount, toAmount }) =>
    [fromAmount, toAmount].map((amount) => `${quantity} ${amount}`),
  );
  check('columns', [...new Set(amounts)].toSorted(), [...new Set(derived)].toSorted());
  for (const [quantity, lines] of bars)
    for (const [amount, parts] of lines) check(`bar of ${quantity}`, parts, amount);
  check('memory', await page.evaluate(sumOf('#memory svg [data-value]', 'memory')), total.outputBytes);
  check(
    'first-run',
    await page.evaluate(sumOf('#first-run [data-value]', 'first-run')),
    report.firstRun?.wallMs ?? 0,
  );
  check('kernels', await page.evaluate(KERNELS), [total.calls, work]);
  if (time === undefined) return wrong;
  const microseconds = Math.round(8_000 * time) / 8;
  check('timeline', await page.evaluate(sumOf('[data-lane=kernels] [data-value]', 'timeline')), microseconds);
  if (report.peaks !== null && work > 0)
    check('roofline', await page.evaluate(sumOf('#roofline circle', 'roofline')), time);
  return wrong;
}
