/** @file The row of the whole pass. */
import { groupBy } from '../../core/group-by.ts';
import {
  bridge,
  residualOf,
  type Bridge,
  type BridgeTerm,
  type Column,
  type Quantity,
} from '../../core/bridge.ts';
import { keyOf } from '../../core/path-key.ts';
import { parametersOf } from '../../core/owned-parameters.ts';
import { addParameters, NO_PARAMETERS } from '../../core/parameters.ts';
import type { Compared, LayerRow, Time, Total } from '../../core/report.ts';
import type { Entry } from '../../core/trace.ts';
import { tally, tallyPhases } from '../tally.ts';
import type { RowSources } from './sources.ts';

/** Sums a bridge's amounts and terms over rows; its residual is signed, the total's `residual` is not. */
function sumBridges(rows: readonly LayerRow[], from: Column, to: Column, quantity: Quantity): Bridge[] {
  const bridges: Bridge[] = [];
  for (const row of rows)
    for (const b of row.bridges)
      if (b.from === from && b.to === to && b.quantity === quantity) bridges.push(b);
  if (bridges.length === 0) return [];
  const byTerm = groupBy(
    bridges.flatMap((b) => b.terms),
    ({ term, basis }) => `${basis} ${term}`,
  );
  const terms = [...byTerm.values()].map((same): BridgeTerm => ({
    ...same[0]!,
    amount: same.reduce((sum, { amount }) => sum + amount, 0),
  }));
  const sum = (of: (b: Bridge) => number): number => bridges.reduce((total, b) => total + of(b), 0);
  return [
    bridge(
      [from, to],
      quantity,
      sum((b) => b.fromAmount),
      sum((b) => b.toAmount),
      terms,
    ),
  ];
}

/** The whole pass. */
export function totalRow(sources: RowSources, layers: readonly LayerRow[], wall: Time | null): Total {
  const { trace, textbook, weights } = sources;
  const counts = tally(trace.entries, sources);
  const derived = layers.filter((row) => row.theory !== null);
  const layerPaths = new Set(textbook.length === 0 ? [] : derived.map((row) => keyOf(row.path)));
  // Groups and the model: the textbook's rows that no layer row carries.
  const groups = textbook.filter((row) => !layerPaths.has(keyOf(row.path))).flatMap((row) => row.bridges);
  const residuals = layers.flatMap((row) => row.residual ?? []);
  const compared = layers.flatMap(({ bridges }) =>
    bridges.filter(
      ({ to, quantity, fromAmount, toAmount }) =>
        to === 'counted' && quantity === 'multiplyAdds' && (fromAmount > 0 || toAmount > 0),
    ),
  );
  // Work that ran, and theory of none of it: what is left of theory is 0 of nothing, which agrees with anything.
  const isIncomparable =
    derived.every((row) => row.theory!.multiplyAdds === 0 && row.counted.multiplyAdds === 0) &&
    counts.counted.multiplyAdds > 0;
  const covered = sumBridges(derived, 'theory', 'counted', 'multiplyAdds')[0]?.toAmount ?? 0;
  const unknown = trace.entries.filter(({ call }) => sources.costs[call]!.state === 'unknown');
  const residual = residuals.reduce((sum, r) => sum + r, residualOf(groups));
  const total: Compared = {
    ...counts,
    phases: tallyPhases(trace.entries, sources),
    theory:
      derived.length === 0 || isIncomparable
        ? null
        : {
            multiplyAdds: derived.reduce((sum, row) => sum + row.theory!.multiplyAdds, 0),
            parameters: derived.reduce(
              (sum, row) => addParameters(sum, row.theory!.parameters),
              NO_PARAMETERS,
            ),
          },
    parameters: parametersOf(weights),
    bridges: [
      ...sumBridges(layers, 'theory', 'counted', 'multiplyAdds'),
      ...sumBridges(layers, 'theory', 'counted', 'parameters'),
      ...sumBridges(layers, 'theory', 'counted', 'trainable'),
      ...sumBridges(layers, 'counted', 'executed', 'adds'),
      ...sumBridges(layers, 'counted', 'executed', 'minMax'),
      ...(textbook.find(({ path }) => path.length === 0)?.bridges ?? []),
    ],
    residual: residuals.length === 0 || (isIncomparable && residual === 0) ? null : residual,
  };
  return {
    ...total,
    wall,
    theoryCovers:
      counts.counted.multiplyAdds === 0 || counts.unknownCalls > 0 || isIncomparable
        ? null
        : covered / counts.counted.multiplyAdds,
    comparedRows: compared.length,
    agreeingRows: compared.filter(({ fromAmount, toAmount }) => fromAmount === toAmount).length,
    unknownTimeShare: counts.time === null ? null : shareOf(unknown, sources, counts.time),
  };
}

const shareOf = (entries: readonly Entry[], { timeOf }: RowSources, total: Time): number =>
  total.meanMs === 0 ? 0 : (timeOf(entries)?.meanMs ?? 0) / total.meanMs;
