/** @file Whether everything that a file names by its number is there. */
import type { ReportFile } from '../file.ts';
import type { Fault } from './schema.ts';

/** A number in a file, the list that it is of, and where it stands. */
interface Reference {
  readonly list: keyof ReportFile | 'scopes before it';
  readonly size: number;
  readonly index: number;
  /** Asked for where it is broken. */
  readonly at: () => string;
}

function* references(file: ReportFile): Generator<Reference> {
  const to = (list: keyof ReportFile, index: number, at: () => string): Reference => ({
    list,
    size: (file[list] as readonly unknown[]).length,
    index,
    at,
  });
  for (const [i, { parent = 1 }] of file.scopes.entries())
    if (parent !== null)
      yield { list: 'scopes before it', size: i, index: parent, at: () => `scopes[${i}].parent` };
  for (const [i, { scope, call, sources = {} }] of file.entries.entries()) {
    yield to('scopes', scope, () => `entries[${i}].scope`);
    yield to('calls', call, () => `entries[${i}].call`);
    for (const [input, entries] of Object.entries(sources))
      for (const entry of entries) yield to('entries', entry, () => `entries[${i}].sources.${input}`);
  }
  for (const [i, { scope, theory }] of file.layers.entries()) {
    if (scope !== null) yield to('scopes', scope, () => `layers[${i}].scope`);
    if (theory !== undefined) yield to('theory', theory, () => `layers[${i}].theory`);
  }
  for (const [i, { theory, row }] of (file.theoryRows ?? []).entries()) {
    yield to('theory', theory, () => `theoryRows[${i}].theory`);
    if (row !== undefined) yield to('layers', row, () => `theoryRows[${i}].row`);
  }
  for (const [i, { multiplyAdds, parameters }] of file.textbook.entries()) {
    if (multiplyAdds !== undefined)
      yield to('forms', multiplyAdds.form, () => `textbook[${i}].multiplyAdds.form`);
    if (parameters !== undefined) yield to('forms', parameters.form, () => `textbook[${i}].parameters.form`);
  }
  for (const [i, { scope, alsoIn = [] }] of file.weights.entries()) {
    yield to('scopes', scope, () => `weights[${i}].scope`);
    for (const other of alsoIn) yield to('scopes', other, () => `weights[${i}].alsoIn`);
  }
  for (const [i, { scope }] of file.hostWork.entries())
    yield to('scopes', scope, () => `hostWork[${i}].scope`);
  for (const [i, { rows }] of file.findings.entries())
    for (const row of rows) yield to('layers', row, () => `findings[${i}].rows`);
  for (const [i, { scope }] of (file.leaks?.makers ?? []).entries())
    yield to('scopes', scope, () => `leaks.makers[${i}].scope`);
  const { shaders = [], readbacks = [], hostKernels = [] } = file.firstRun ?? {};
  for (const [i, { entry }] of shaders.entries())
    if (entry !== null) yield to('entries', entry, () => `firstRun.shaders[${i}].entry`);
  for (const [i, { scope }] of readbacks.entries())
    yield to('scopes', scope, () => `firstRun.readbacks[${i}].scope`);
  for (const [i, { entry }] of hostKernels.entries())
    yield to('entries', entry, () => `firstRun.hostKernels[${i}].entry`);
  if (file.memory !== null) yield to('scopes', file.memory.peakScope, () => 'memory.peakScope');
}

/** The first number that names nothing. */
export function brokenReference(file: ReportFile): Fault | null {
  for (const { list, size, index, at } of references(file))
    if (!(Number.isInteger(index) && index >= 0 && index < size))
      return { at: at(), what: `names number ${index} of the ${list}, of which there are ${size}` };
  return null;
}
