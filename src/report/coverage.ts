/**
 * @file Notes on what the numbers cover: how calls were counted, unknown kernels, work and layers without
 * theory.
 */
import type { Reason } from '../core/reason.ts';
import type { LayerRow, Report } from '../core/report.ts';
import { count, integer, milliseconds, percent } from './format.ts';
import { rowName } from '../core/writing.ts';
import type { Note } from './note.ts';

/** Calls by how exact their count is. */
function callsByState({
  costs,
  entries,
}: Report): Record<'exact' | 'chosen' | 'upper-bound' | 'zero' | 'unknown', number> {
  const calls = { exact: 0, chosen: 0, 'upper-bound': 0, zero: 0, unknown: 0 };
  for (const entry of entries) {
    const cost = costs[entry.call];
    if (cost !== undefined) calls[cost.state === 'counted' ? cost.basis : cost.state] += entry.calls;
  }
  return calls;
}

/** Names of work that tfjs does outside kernels. */
const HOST_OPS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  ListDiff: ['list difference', 'list differences'],
  NonMaxSuppression: ['non-max suppression', 'non-max suppressions'],
  Where: ['search for true elements', 'searches for true elements'],
};

/** Work outside kernels: neither counts of operations nor kernel times include it. */
function hostWorkParts({ hostWork, total }: Report): string[] {
  const byName = new Map<string, { calls: number; upperMs: number }>();
  for (const { op, calls, upperMs } of hostWork) {
    const name = op.replace(/V\d+$/, '');
    const known = byName.get(name) ?? { calls: 0, upperMs: 0 };
    byName.set(name, { calls: known.calls + calls, upperMs: known.upperMs + upperMs });
  }
  return [...byName].map(([name, { calls, upperMs }]) => {
    const atMost = total.time === null ? '' : `, at most ${milliseconds(upperMs)} ms`;
    const [one, many] = HOST_OPS[name] ?? [name, name];
    return `${integer(calls)} ${calls === 1 ? one : many} in JavaScript, outside kernels${atMost}`;
  });
}

function coverage(report: Report): Note {
  const { exact, chosen, 'upper-bound': upperBound, zero, unknown } = callsByState(report);
  const states = [
    `${integer(exact)} counted exactly`,
    `${integer(zero)} without arithmetic`,
    ...(chosen > 0 ? [`${integer(chosen)} by convention`] : []),
    ...(upperBound > 0 ? [`${integer(upperBound)} as upper bounds`] : []),
    `${integer(unknown)} unknown`,
  ];
  const hasLayers = report.layers.some(({ kind }) => kind === 'layer');
  const hasNodes = report.layers.some(({ kind }) => kind === 'node');
  const { callsSinceAssumed: since = 0 } = report.environment;
  const outside = report.layers.reduce((sum, { kind, calls }) => sum + (kind === 'root' ? calls : 0), 0);
  return {
    label: 'coverage',
    parts: [
      `${count(report.total.calls, 'kernel call')}: ${states.join(' · ')}`,
      ...(since > 0 ? [`${integer(since)} after a value was assumed, and so perhaps others in a run`] : []),
      ...(hasLayers || hasNodes ? [`${integer(outside)} outside any ${hasLayers ? 'layer' : 'node'}`] : []),
      ...hostWorkParts(report),
    ],
  };
}

/** Kernels without a formula: no number in the table includes their work. */
function unknownKernels({ kernels, calls, costs, total }: Report): Note[] {
  const names = kernels.filter(({ unknownCalls }) => unknownCalls > 0);
  if (names.length === 0) return [];
  const parts = names.map(({ kernel, unknownCalls, time }) => {
    const share =
      time === null || !total.time?.meanMs
        ? ''
        : `, ${percent(time.meanMs / total.time.meanMs)} % of kernel time`;
    const cost = costs.find((each, i) => calls[i]?.kernel === kernel && each.state === 'unknown');
    const why = cost?.state === 'unknown' && cost.why !== '' ? ` (${cost.why})` : '';
    return `${kernel}: ${count(unknownCalls, 'call')}${share}${why}`;
  });
  return [{ label: 'unknown', parts: [...parts, 'not in the numbers above'], style: 'yellow' }];
}

const NAMES_SHOWN = 3;
/** Their names are long. */
const NODES_SHOWN = 1;

/** What many nodes of a graph have in common, each with an op or a node of its own to blame. */
const SHARED: Readonly<Partial<Record<Reason['kind'], string>>> = {
  'unknown-input': 'its input shape is unknown, since a node before it is not derivable',
  dynamic: 'dynamic: its op depends on data',
};

/** A reason for all rows that share it. */
function reasonText(why: Reason, { kind, className }: LayerRow): string {
  if (kind !== 'node') return `${className}: ${why.text}`;
  return (why.of === null ? undefined : SHARED[why.kind]) ?? why.text;
}

/** Layers that theory cannot derive, in one note for each reason. */
function notDerivable({ layers }: Report): Note[] {
  const groups = new Map<string, LayerRow[]>();
  for (const row of layers) {
    if (row.why === null) continue;
    const text = reasonText(row.why, row);
    groups.set(text, [...(groups.get(text) ?? []), row]);
  }
  return [...groups].map(([text, rows]) => {
    const shown = rows[0]?.kind === 'node' ? NODES_SHOWN : NAMES_SHOWN;
    const more = rows.length > shown ? [`and ${rows.length - shown} more`] : [];
    return {
      label: '? not derivable',
      parts: [`${[...rows.slice(0, shown).map(rowName), ...more].join(', ')} — ${text}`],
      style: 'yellow',
    };
  });
}

export const coverageNotes = (report: Report): Note[] => [
  coverage(report),
  ...unknownKernels(report),
  ...notDerivable(report),
];
