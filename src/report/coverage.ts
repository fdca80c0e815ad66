/**
 * @file Notes on what the numbers cover: how calls were counted, unknown kernels, work and layers without
 * theory.
 */
import type { Report } from '../core/report.ts';
import { count, integer, percent } from './format.ts';
import { pathName, type Note } from './note.ts';

/** Calls by what their count is worth. */
function callsByState({
  costs,
  entries,
}: Report): Record<'exact' | 'chosen' | 'bound' | 'zero' | 'unknown', number> {
  const calls = { exact: 0, chosen: 0, bound: 0, zero: 0, unknown: 0 };
  for (const entry of entries) {
    const cost = costs[entry.call];
    if (cost !== undefined) calls[cost.state === 'counted' ? cost.basis : cost.state] += entry.calls;
  }
  return calls;
}

function coverage(report: Report): Note {
  const { exact, chosen, bound, zero, unknown } = callsByState(report);
  const parts = [
    `${integer(exact)} counted exactly`,
    `${integer(zero)} without arithmetic`,
    ...(chosen > 0 ? [`${integer(chosen)} by convention`] : []),
    ...(bound > 0 ? [`${integer(bound)} as upper bounds`] : []),
    `${integer(unknown)} unknown`,
  ];
  const hasLayers = report.layers.some(({ kind }) => kind === 'layer');
  const outside = report.layers.reduce((sum, { kind, calls }) => sum + (kind === 'root' ? calls : 0), 0);
  return {
    label: 'coverage',
    facts: [
      `${count(report.total.calls, 'kernel call')}: ${parts.join(' · ')}`,
      ...(hasLayers ? [`${integer(outside)} outside any layer`] : []),
    ],
  };
}

/** Kernels without a formula: their work is in no number above. */
function unknownKernels({ kernels, calls, costs, total }: Report): Note[] {
  const names = kernels.filter(({ unknownCalls }) => unknownCalls > 0);
  if (names.length === 0) return [];
  const facts = names.map(({ kernel, unknownCalls, time }) => {
    const share =
      time === null || !total.time?.medianMs
        ? ''
        : `, ${percent(time.medianMs / total.time.medianMs)} % of kernel time`;
    const cost = costs.find((each, i) => calls[i]?.kernel === kernel && each.state === 'unknown');
    const why = cost?.state === 'unknown' && cost.why !== '' ? ` (${cost.why})` : '';
    return `${kernel}: ${count(unknownCalls, 'call')}${share}${why}`;
  });
  return [{ label: 'unknown', facts: [...facts, 'not in the numbers above'], style: 'yellow' }];
}

const NAMES_SHOWN = 3;

/** Layers that theory cannot derive, together where the reason is the same. */
function notDerivable({ layers }: Report): Note[] {
  const byReason = new Map<string, string[]>();
  for (const { path, className, why } of layers)
    if (why !== null) {
      const reason = `${className}: ${why}`;
      byReason.set(reason, [...(byReason.get(reason) ?? []), pathName(path)]);
    }
  return [...byReason].map(([reason, names]) => {
    const more = names.length > NAMES_SHOWN ? [`and ${names.length - NAMES_SHOWN} more`] : [];
    return {
      label: '? not derivable',
      facts: [`${[...names.slice(0, NAMES_SHOWN), ...more].join(', ')} — ${reason}`],
      style: 'yellow',
    };
  });
}

export const coverageNotes = (report: Report): Note[] => [
  coverage(report),
  ...unknownKernels(report),
  ...notDerivable(report),
];
