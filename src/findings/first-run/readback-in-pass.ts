/** @file Finding: tensors that are read back from the GPU while the pass is still running. */
import { count, rowName } from '../../core/writing.ts';
import { namesOf, rowsWhere, type Rule } from '../evidence.ts';
import { msText, shapeText } from './evidence.ts';

export const readbackInPass: Rule = (report) => {
  const { firstRun } = report;
  if (firstRun === undefined || firstRun.readbacks.length === 0) return null;
  const { readbacks, partsMs } = firstRun;
  const times = readbacks.reduce((sum, row) => sum + row.times, 0);
  const names = readbacks.map(({ scope, kernel, shape, isSync }) => {
    const by = kernel ?? (isSync ? 'dataSync()' : 'data()');
    const place = report.scopes[scope]!;
    const where = place.path.length === 0 ? 'outside layers' : `in ${rowName(place)}`;
    return `${shapeText(shape)} ${where} by ${by}`;
  });
  const scopes = new Set(readbacks.map(({ scope }) => scope));
  const isSync = readbacks.some((row) => row.isSync);
  return {
    rule: 'readback-in-pass',
    marks: null,
    what: `${count(times, 'tensor')} ${times === 1 ? 'is' : 'are'} read back within the pass, in the first one in ${msText(partsMs.readbacks)}: ${namesOf(names)}.`,
    work: [],
    cause: `To read a tensor, the GPU must have finished all that came before it, and it stands still until what comes after is sent${isSync ? '; a synchronous read blocks the page meanwhile' : ''}.`,
    remedy:
      'Read tensors once, after the pass: leave what needs values (top k, non-max suppression, where) to code behind the model, and keep conditions on tensors that are on the host.',
    evidence: {
      tensors: times,
      ms: partsMs.readbacks,
      readbacks: readbacks.map(({ scope, kernel, shape, isSync: sync, times: often }) => ({
        layer: rowName(report.scopes[scope]!),
        kernel,
        shape,
        isSync: sync,
        times: often,
      })),
    },
    rows: rowsWhere(report, ({ scope }) => scope !== null && scopes.has(scope)),
  };
};
