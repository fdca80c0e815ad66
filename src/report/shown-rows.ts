/** @file The rows of a report as tables show them: with the outputs of graph nodes, which only their kernels have. */
import type { LayerRow, Report } from '../core/report.ts';
import type { Shape } from '../core/shape.ts';

export interface ShownRow extends LayerRow {
  /** Its place in the order of execution; less than 0 for a row that ran no kernel. */
  readonly endsAt: number;
}

/** The output of the last kernel of each scope, and when that ran. */
function lastOutputs({ entries, calls }: Report): ReadonlyMap<number, { shape: Shape; endsAt: number }> {
  const outputs = new Map<number, { shape: Shape; endsAt: number }>();
  for (const [endsAt, { scope, call, calls: times }] of entries.entries()) {
    const shape = calls[call]?.outputs[0].shape;
    if (times > 0 && shape !== undefined) outputs.set(scope, { shape, endsAt });
  }
  return outputs;
}

export function shownRows(report: Report): readonly ShownRow[] {
  const outputs = lastOutputs(report);
  return report.layers.map((row) => {
    const last = row.scope === null ? undefined : outputs.get(row.scope);
    const isSilent = row.kind === 'node' && row.outputs.length === 0;
    return {
      ...row,
      endsAt: last?.endsAt ?? -1,
      outputs: isSilent && last !== undefined ? [last.shape] : row.outputs,
    };
  });
}
