/** @file Whether everything that a file names by its number is there. */
import type { ReportFile } from '../file.ts';
import type { Fault } from './schema.ts';

type List = keyof ReportFile | 'scopes before it';

/** The first number that names nothing. */
export function brokenReference(file: ReportFile): Fault | null {
  let broken: Fault | null = null;
  /** @param at where the number stands, asked for where it is broken */
  const within = (list: List, size: number, index: number, at: () => string): void => {
    if (Number.isInteger(index) && index >= 0 && index < size) return;
    broken ??= { at: at(), what: `names number ${index} of the ${list}, of which there are ${size}` };
  };
  const to = (list: keyof ReportFile, index: number, at: () => string): void =>
    within(list, (file[list] as readonly unknown[]).length, index, at);
  for (const [i, { parent = 1 }] of file.scopes.entries())
    if (parent !== null) within('scopes before it', i, parent, () => `scopes[${i}].parent`);
  for (const [i, { scope, call, sources = {} }] of file.entries.entries()) {
    to('scopes', scope, () => `entries[${i}].scope`);
    to('calls', call, () => `entries[${i}].call`);
    for (const [input, entries] of Object.entries(sources))
      for (const entry of entries) to('entries', entry, () => `entries[${i}].sources.${input}`);
  }
  for (const [i, { scope, theory }] of file.layers.entries()) {
    if (scope !== null) to('scopes', scope, () => `layers[${i}].scope`);
    if (theory !== undefined) to('theory', theory, () => `layers[${i}].theory`);
  }
  for (const [i, { theory, row }] of (file.theoryRows ?? []).entries()) {
    to('theory', theory, () => `theoryRows[${i}].theory`);
    if (row !== undefined) to('layers', row, () => `theoryRows[${i}].row`);
  }
  for (const [i, { multiplyAdds, parameters }] of file.textbook.entries()) {
    if (multiplyAdds !== undefined) to('forms', multiplyAdds.form, () => `textbook[${i}].multiplyAdds.form`);
    if (parameters !== undefined) to('forms', parameters.form, () => `textbook[${i}].parameters.form`);
  }
  for (const [i, { scope, alsoIn = [] }] of file.weights.entries()) {
    to('scopes', scope, () => `weights[${i}].scope`);
    for (const other of alsoIn) to('scopes', other, () => `weights[${i}].alsoIn`);
  }
  for (const [i, { scope }] of file.hostWork.entries()) to('scopes', scope, () => `hostWork[${i}].scope`);
  for (const [i, { rows }] of file.findings.entries())
    for (const row of rows) to('layers', row, () => `findings[${i}].rows`);
  for (const [i, { scope }] of (file.leaks?.makers ?? []).entries())
    to('scopes', scope, () => `leaks.makers[${i}].scope`);
  const { shaders = [], readbacks = [], hostKernels = [] } = file.firstRun ?? {};
  for (const [i, { entry }] of shaders.entries())
    if (entry !== null) to('entries', entry, () => `firstRun.shaders[${i}].entry`);
  for (const [i, { scope }] of readbacks.entries())
    to('scopes', scope, () => `firstRun.readbacks[${i}].scope`);
  for (const [i, { entry }] of hostKernels.entries())
    to('entries', entry, () => `firstRun.hostKernels[${i}].entry`);
  if (file.memory !== null) to('scopes', file.memory.peakScope, () => 'memory.peakScope');
  return broken;
}
