/** @file Whether theory, the bridges to the count and the residual of the whole are those of the rows. */
import { residualOf, type Bridge } from '../../core/bridge.ts';
import { addParameters, NO_PARAMETERS } from '../../core/parameters.ts';
import { keyOf } from '../../core/path-key.ts';
import type { Compared, LayerRow, Report } from '../../core/report.ts';
import type { Fault } from './schema.ts';

const sumOf = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((sum, item) => sum + of(item), 0);

/** What a bridge from or to one of the two begins or ends with. */
const AMOUNTS = {
  multiplyAdds: ({ theory }: Compared) => theory?.multiplyAdds,
  parameters: ({ theory }: Compared) => theory?.parameters.total,
  trainable: ({ theory }: Compared) => theory?.parameters.trainable ?? undefined,
} as const;

/** The first bridge of a row that does not begin at what theory says of it. */
function brokenBridge(row: LayerRow, at: string): Fault | null {
  for (const [i, { from, quantity, fromAmount }] of row.bridges.entries()) {
    if (from !== 'theory' || !(quantity in AMOUNTS)) continue;
    const derived = AMOUNTS[quantity as keyof typeof AMOUNTS](row);
    if (derived !== undefined && derived !== fromAmount)
      return { at: `${at}.bridges[${i}].fromAmount`, what: `is ${fromAmount}, but theory says ${derived}` };
  }
  return null;
}

/** Of the whole: theory. */
function brokenTheory({ total: { theory }, layers }: Report): Fault | null {
  if (theory === null) return null;
  const rows = layers.flatMap((row) => row.theory ?? []);
  const multiplyAdds = sumOf(rows, (row) => row.multiplyAdds);
  if (theory.multiplyAdds !== multiplyAdds)
    return {
      at: 'total.theory.multiplyAdds',
      what: `is ${theory.multiplyAdds}, but the layers add up to ${multiplyAdds}`,
    };
  const parameters = rows.reduce((sum, row) => addParameters(sum, row.parameters), NO_PARAMETERS);
  for (const name of ['total', 'trainable', 'nonTrainable', 'frozen'] as const)
    if (theory.parameters[name] !== parameters[name])
      return {
        at: `total.theory.parameters.${name}`,
        what: `is ${theory.parameters[name]}, but the layers add up to ${parameters[name]}`,
      };
  return null;
}

/** Of the whole: its bridges. The textbook speaks of the model in a row of its own. */
function brokenTotalBridge({ total, layers, textbook }: Report): Fault | null {
  const ofRows = layers.flatMap(({ bridges }) => bridges.filter(({ from }) => from !== 'textbook'));
  const ofText = textbook.find(({ path }) => path.length === 0)?.bridges ?? [];
  for (const [i, whole] of total.bridges.entries()) {
    const same = [...ofRows, ...ofText].filter(
      ({ from, to, quantity }) => from === whole.from && to === whole.to && quantity === whole.quantity,
    );
    const amounts: readonly (readonly [string, (each: Bridge) => number])[] = [
      ['fromAmount', (each) => each.fromAmount],
      ['toAmount', (each) => each.toAmount],
      ['residual', (each) => each.residual],
    ];
    for (const [name, of] of amounts)
      if (of(whole) !== sumOf(same, of))
        return {
          at: `total.bridges[${i}].${name}`,
          what: `is ${of(whole)}, but the layers add up to ${sumOf(same, of)}`,
        };
  }
  return null;
}

/** Of the whole: its residual, rows compared and agreeing, and the share that theory covers. */
function brokenVerdict({ total, layers, textbook }: Report): Fault | null {
  const derived = new Set(layers.filter(({ theory }) => theory !== null).map(({ path }) => keyOf(path)));
  // Groups and the model: the textbook's rows that no layer carries.
  const groups = textbook.filter(({ path }) => !derived.has(keyOf(path))).flatMap(({ bridges }) => bridges);
  const residual = sumOf(layers, (row) => row.residual ?? 0) + residualOf(groups);
  if ((total.residual ?? 0) !== residual)
    return { at: 'total.residual', what: `is ${total.residual}, but the layers leave ${residual}` };
  const compared = layers.flatMap(({ bridges }) =>
    bridges.filter(
      ({ to, quantity, fromAmount, toAmount }) =>
        to === 'counted' && quantity === 'multiplyAdds' && (fromAmount > 0 || toAmount > 0),
    ),
  );
  const agreeing = compared.filter(({ fromAmount, toAmount }) => fromAmount === toAmount);
  for (const [name, rows] of [
    ['comparedRows', compared],
    ['agreeingRows', agreeing],
  ] as const)
    if (total[name] !== rows.length)
      return { at: `total.${name}`, what: `is ${total[name]}, but there are ${rows.length}` };
  if (total.theoryCovers === null) return null;
  const covered = total.bridges.find(({ to, quantity }) => to === 'counted' && quantity === 'multiplyAdds');
  const share = (covered?.toAmount ?? 0) / total.counted.multiplyAdds;
  if (total.theoryCovers === share) return null;
  return { at: 'total.theoryCovers', what: `is ${total.theoryCovers}, but the layers make it ${share}` };
}

/** The first place where theory and count do not meet as the rows say. */
export function brokenColumn(report: Report): Fault | null {
  for (const [i, row] of report.layers.entries()) {
    const fault = brokenBridge(row, `layers[${i}]`);
    if (fault !== null) return fault;
  }
  return brokenTheory(report) ?? brokenTotalBridge(report) ?? brokenVerdict(report);
}
