/** @file Finding: kernels that tfjs computed on the host take much of the first pass of a GPU backend. */
import { count } from '../../core/writing.ts';
import { namesOf, percent, rowsWhere, type Rule } from '../evidence.ts';
import { msText, notableShare, scopesOf, whereOf } from './evidence.ts';

/** A tenth: they are meant to cost next to nothing. */
const LEAST_SHARE = 0.1;

export const hostKernels: Rule = (report) => {
  const { firstRun } = report;
  if (firstRun === undefined) return null;
  const share = notableShare(firstRun, 'hostKernels', LEAST_SHARE);
  if (share === null) return null;
  const rows = firstRun.hostKernels.toSorted((a, b) => b.ms - a.ms);
  const calls = rows.reduce((sum, row) => sum + row.calls, 0);
  const kernels = [...new Set(rows.map(({ entry }) => whereOf(report, entry).call.kernel))];
  const scopes = scopesOf(
    report,
    rows.map(({ entry }) => entry),
  );
  const ms = firstRun.partsMs.hostKernels;
  return {
    rule: 'host-kernels',
    marks: null,
    what: `${count(calls, 'kernel call')} ran on the host in ${msText(ms)}, ${percent(share)} of the first pass: ${namesOf(kernels)}.`,
    work: [],
    cause:
      'tfjs computes tensors of fewer than 1,000 elements on the host where all of them are still there.',
    remedy:
      'Work that depends on shapes and constants alone can be done once, when the model is converted or built. To see what the GPU makes of it, set WEBGL_CPU_FORWARD or WEBGPU_CPU_FORWARD to false.',
    evidence: { calls, ms, share, kernels },
    rows: rowsWhere(report, ({ scope }) => scope !== null && scopes.has(scope)),
  };
};
