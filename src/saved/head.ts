/** @file What a saved report says of the whole, without its rows: quick to read, for what is shown first. */
import type { LayerRow, Report } from '../core/report.ts';
import type { Scope } from '../core/trace.ts';
import { restoreTensor } from './calls.ts';
import type { ReportFile } from './file.ts';
import { restoreTotal } from './rows.ts';
import { restoreScope } from './scopes.ts';

export type ReportHead = Pick<Report, 'model' | 'inputs' | 'backend' | 'environment' | 'total' | 'memory'> & {
  /** Where the memory's peak is, in its place, and no other one. */
  readonly scopes: readonly Scope[];
  /** One row of a graph that theory derives, where there is one. */
  readonly layers: readonly Pick<LayerRow, 'kind' | 'theory'>[];
};

function peakScope({ memory, scopes }: ReportFile): readonly Scope[] {
  const found: Scope[] = [];
  const scope = memory === null ? undefined : scopes[memory.peakScope];
  if (memory !== null && scope !== undefined) found[memory.peakScope] = restoreScope(scope, memory.peakScope);
  return found;
}

/** A node whose work or parameters are inferred: what the column of theory is called depends on it. */
function inferredRow({ layers, scopes, theory }: ReportFile): ReportHead['layers'] {
  const isInferred = layers.some(
    (row) =>
      row.scope !== null &&
      restoreScope(scopes[row.scope]!, row.scope).kind === 'node' &&
      row.theory !== undefined &&
      theory[row.theory]?.uses !== undefined,
  );
  const parameters = { trainable: 0, nonTrainable: 0, frozen: 0, total: 0 };
  return isInferred ? [{ kind: 'node', theory: { multiplyAdds: 0, parameters } }] : [];
}

/** Of a file that was checked, or that whoever reads it checks later. */
export function headOf(file: ReportFile): ReportHead {
  const { model, backend, environment, memory } = file;
  return {
    model,
    backend,
    environment,
    memory,
    inputs: file.inputs.map(({ name, ...tensor }) => ({ name, ...restoreTensor(tensor) })),
    total: restoreTotal(file.total, file.runs ?? 0),
    scopes: peakScope(file),
    layers: inferredRow(file),
  };
}
