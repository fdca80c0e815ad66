/**
 * @file Counts of several reports side by side. Rows meet by path. A model asks for the same work wherever it runs: across backends multiply-adds are equal to the last one.
 */
import type { LayerRow, Report } from '../core/report.ts';

/** What makes rows of several reports one. */
export type RowKey = string;

/** Outside of layers only the kind tells rows apart. */
const nameOf = ({ path, kind }: LayerRow): string =>
  JSON.stringify(path.length === 0 ? [kind] : ['', ...path]);

/** Each row under its path; of several with one path, the second under its path and a 2. */
export function rowsByKey(rows: readonly LayerRow[]): ReadonlyMap<RowKey, LayerRow> {
  const keyed = new Map<RowKey, LayerRow>();
  const uses = new Map<string, number>();
  for (const row of rows) {
    const name = nameOf(row);
    const use = (uses.get(name) ?? 0) + 1;
    uses.set(name, use);
    keyed.set(use === 1 ? name : `${name} ${use}`, row);
  }
  return keyed;
}

/** A layer whose multiply-adds differ between reports of one model. */
export interface CountDifference {
  readonly path: readonly string[];
  readonly kind: LayerRow['kind'];
  /** Beside the reports; `null` where a kernel of the layer is unknown there. */
  readonly multiplyAdds: readonly (number | null)[];
}

const countIn = (row: LayerRow | undefined): number | null => {
  if (row === undefined) return 0;
  return row.unknownCalls > 0 ? null : row.counted.multiplyAdds;
};

interface SideBySide extends CountDifference {
  readonly isEqual: boolean;
  readonly isKnown: boolean;
}

/** Every layer of any report; a report without the layer has no work there. */
function sideBySide(reports: readonly Report[]): readonly SideBySide[] {
  const maps = reports.map(({ layers }) => rowsByKey(layers));
  const keys = new Set(maps.flatMap((map) => [...map.keys()]));
  return [...keys].map((key) => {
    const sides = maps.map((map) => map.get(key));
    const { path, kind } = sides.find((row) => row !== undefined)!;
    const multiplyAdds = sides.map(countIn);
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

/** How the multiply-adds of a model agree between its reports. */
export interface Agreement {
  /** Layers whose multiply-adds are known everywhere and equal, some at all. */
  readonly equalLayers: number;
  readonly differences: readonly CountDifference[];
  /** Layers that cannot be compared, since one side has a kernel without a formula. */
  readonly unknown: readonly CountDifference[];
}

const plain = ({ path, kind, multiplyAdds }: SideBySide): CountDifference => ({ path, kind, multiplyAdds });

export function agreementOf(reports: readonly Report[]): Agreement {
  const rows = sideBySide(reports);
  return {
    equalLayers: rows.filter(
      ({ isKnown, isEqual, multiplyAdds: [first] }) => isKnown && isEqual && first !== 0,
    ).length,
    differences: rows.filter(({ isEqual }) => !isEqual).map(plain),
    unknown: rows.filter(({ isKnown, isEqual }) => isEqual && !isKnown).map(plain),
  };
}

/** A kernel that one report runs more often than another. */
export interface KernelDifference {
  readonly kernel: string;
  /** Beside the reports. */
  readonly calls: readonly number[];
}

export function kernelDifferences(reports: readonly Report[]): readonly KernelDifference[] {
  const names = new Set(reports.flatMap(({ kernels }) => kernels.map(({ kernel }) => kernel)));
  return [...names]
    .map((kernel) => ({
      kernel,
      calls: reports.map(({ kernels }) => kernels.find((row) => row.kernel === kernel)?.calls ?? 0),
    }))
    .filter(({ calls }) => new Set(calls).size > 1);
}
