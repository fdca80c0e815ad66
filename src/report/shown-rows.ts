/** @file The rows of a report as tables show them: with the outputs of graph nodes, which only their kernels have. */
import type { LayerRow, Report } from '../core/report.ts';
import type { Shape } from '../core/shape.ts';

/** The output of the last kernel of each scope. */
function lastOutputs({ entries, calls }: Report): ReadonlyMap<number, Shape> {
  const outputs = new Map<number, Shape>();
  for (const { scope, call, calls: times } of entries) {
    const shape = calls[call]?.outputs[0].shape;
    if (times > 0 && shape !== undefined) outputs.set(scope, shape);
  }
  return outputs;
}

export function shownRows(report: Report): readonly LayerRow[] {
  const outputs = lastOutputs(report);
  return report.layers.map((row) => {
    const shape = row.scope === null ? undefined : outputs.get(row.scope);
    const isSilent = row.kind === 'node' && row.outputs.length === 0;
    return isSilent && shape !== undefined ? { ...row, outputs: [shape] } : row;
  });
}
