/** @file What is counted of a row and of a whole report, and where two of them differ. */
import type { Figure, FigureChange } from '../core/changes.ts';
import { otherOperations } from '../core/ops.ts';
import type { LayerRow, Report } from '../core/report.ts';

type Figures = Readonly<Partial<Record<Figure, number | null>>>;

/** Bytes of the weights of each scope in the model's files; scopes of which one is in no file are left out. */
function diskBytesOf({ weights }: Report): ReadonlyMap<number, number> {
  const bytes = new Map<number, number>();
  for (const { scope, diskBytes } of weights)
    if (diskBytes !== null) bytes.set(scope, (bytes.get(scope) ?? 0) + diskBytes);
  return bytes;
}

/** Tensors that each pass leaves behind, by the scope that made them. */
function leakedIn({ leaks }: Report): ReadonlyMap<number, number> {
  const leaked = new Map<number, number>();
  for (const { scope, tensors } of leaks.makers) leaked.set(scope, (leaked.get(scope) ?? 0) + tensors);
  return leaked;
}

/** What a row has of each figure, for the rows of one report. A count with unknown kernels in it is not known. */
export function rowFiguresIn(report: Report): (row: LayerRow) => Figures {
  const [diskBytes, leaked] = [diskBytesOf(report), leakedIn(report)];
  return (row) => rowFigures(row, diskBytes, leaked);
}

const rowFigures = (
  row: LayerRow,
  diskBytes: ReadonlyMap<number, number>,
  leaked: ReadonlyMap<number, number>,
): Figures => ({
  multiplyAdds: row.unknownCalls > 0 ? null : row.counted.multiplyAdds,
  parameters: row.parameters.total,
  trainableParameters: row.parameters.trainable,
  otherOperations: row.unknownCalls > 0 ? null : otherOperations(row.counted),
  inBounds: row.unknownCalls > 0 ? null : row.inBounds,
  kernelCalls: row.calls,
  unknownCalls: row.unknownCalls,
  bytes: row.bytes,
  diskBytes: (row.scope === null ? undefined : diskBytes.get(row.scope)) ?? 0,
  leakedTensors: (row.scope === null ? undefined : leaked.get(row.scope)) ?? 0,
});

/** Of a row that is not there. */
export const NO_FIGURES: Figures = {
  multiplyAdds: 0,
  parameters: 0,
  trainableParameters: 0,
  otherOperations: 0,
  inBounds: 0,
  kernelCalls: 0,
  unknownCalls: 0,
  bytes: 0,
  diskBytes: 0,
  leakedTensors: 0,
};

export const totalFigures = ({ total, memory, leaks }: Report): Figures => ({
  multiplyAdds: total.unknownCalls > 0 ? null : total.counted.multiplyAdds,
  parameters: total.parameters.total,
  trainableParameters: total.parameters.trainable,
  otherOperations: total.unknownCalls > 0 ? null : otherOperations(total.counted),
  inBounds: total.unknownCalls > 0 ? null : total.inBounds,
  kernelCalls: total.calls,
  unknownCalls: total.unknownCalls,
  bytes: total.bytes,
  diskBytes: memory?.diskBytes ?? null,
  weightBytes: memory?.weightBytes ?? null,
  peakBytes: memory?.peakBytes ?? null,
  leakedTensors: leaks.tensors,
});

/** The figures that are not the same in both. */
export const figureChanges = (a: Figures, b: Figures): readonly FigureChange[] =>
  (Object.keys(a) as Figure[]).flatMap((figure) => {
    const [from, to] = [a[figure] ?? null, b[figure] ?? null];
    return from === to ? [] : [{ figure, a: from, b: to }];
  });
