/**
 * @file Counts of several reports next to each other, row by row. A model does the same work wherever it runs: its
 * multiply-adds must be equal across backends, to the last one.
 */
import type { Agreement, CountDifference } from '../core/comparison.ts';
import type { LayerRow, Report } from '../core/report.ts';
import { rowsByKey } from '../core/row-keys.ts';

const countIn = (row: LayerRow | undefined): number | null => {
  if (row === undefined) return 0;
  return row.unknownCalls > 0 ? null : row.counted.multiplyAdds;
};

interface ComparedLayer extends CountDifference {
  readonly isEqual: boolean;
  readonly isKnown: boolean;
}

/** Every layer of any report; a report without the layer does no work there. */
function comparedLayers(reports: readonly Report[]): readonly ComparedLayer[] {
  const maps = reports.map(({ layers }) => rowsByKey(layers));
  const keys = new Set(maps.flatMap((map) => [...map.keys()]));
  return [...keys].map((key) => {
    const rows = maps.map((map) => map.get(key));
    const { path, kind } = rows.find((row) => row !== undefined)!;
    const multiplyAdds = rows.map(countIn);
    const known = multiplyAdds.filter((amount) => amount !== null);
    return {
      path,
      kind,
      multiplyAdds,
      isEqual: new Set(known).size <= 1,
      isKnown: known.length === multiplyAdds.length,
    };
  });
}

const differenceOf = ({ path, kind, multiplyAdds }: ComparedLayer): CountDifference => ({
  path,
  kind,
  multiplyAdds,
});

/** @param reports of one model, in the order of the candidates */
export function agreementOf(reports: readonly Report[]): Agreement {
  const layers = comparedLayers(reports);
  return {
    equalLayers: layers.filter(
      ({ isKnown, isEqual, multiplyAdds: [first] }) => isKnown && isEqual && first !== 0,
    ).length,
    differences: layers.filter(({ isEqual }) => !isEqual).map(differenceOf),
    unknown: layers.filter(({ isKnown, isEqual }) => isEqual && !isKnown).map(differenceOf),
  };
}
