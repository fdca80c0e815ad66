/** @file Finding: counts that hold for this input alone, because loops, branches or bounds depend on values. */
import type { LayerRow } from '../core/report.ts';
import { count } from '../core/writing.ts';
import { callsOf, ranOf, rowsWhere, sumOf, type Ran, type Rule } from './evidence.ts';

/** Ops of TensorFlow that run a part of a graph, or a body, as the data say. */
const CONTROL_FLOW = new Set(['If', 'LoopCond', 'Merge', 'StatelessIf', 'StatelessWhile', 'Switch', 'While']);

/** The inputs of a kernel whose values decide how much it does; of any other kernel whose count is a bound, all. */
const DECIDING: Readonly<Record<string, readonly string[]>> = {
  Bincount: ['x'],
  CropAndResize: ['boxes'],
  DenseBincount: ['x'],
  ScatterNd: ['indices'],
  SearchSorted: ['sortedSequence', 'values'],
  SparseSegmentMean: ['indices', 'segmentIds'],
  SparseSegmentSum: ['indices', 'segmentIds'],
  SparseToDense: ['sparseIndices'],
  TensorScatterUpdate: ['indices'],
  TopK: ['x'],
  Transform: ['transforms'],
  UnsortedSegmentSum: ['segmentIds'],
};

/** A count that is an upper bound, and is that for other values than those of a constant. */
function isBound({ call, cost, flow }: Ran): boolean {
  if (cost.state !== 'counted' || cost.basis !== 'upper-bound') return false;
  // What Multinomial does depends on the numbers that it draws.
  if (call.kernel === 'Multinomial') return true;
  const deciding = DECIDING[call.kernel] ?? Object.keys(call.inputs);
  return !deciding.every((name) => flow?.constants.includes(name));
}

/** Where theory derives what a loop or branch does, constants and shapes decide it. */
const isControl = ({ kind, className, theory }: LayerRow): boolean =>
  kind === 'node' && CONTROL_FLOW.has(className) && theory === null;

/** Known to ask data, and not only too much for theory. */
const asksData = ({ why }: LayerRow): boolean => why?.kind === 'dynamic' || why?.kind === 'unknown-input';

export const dataDependent: Rule = (report) => {
  const { layers, hostWork } = report;
  const control = layers.filter(isControl);
  const bounds = ranOf(report).filter(isBound);
  const upperBoundCalls = sumOf(bounds, callsOf);
  const boundScopes = new Set(bounds.map(({ scope }) => scope.id));
  const isCertain = upperBoundCalls > 0 || hostWork.length > 0 || control.some(asksData);
  if (control.length === 0 && upperBoundCalls === 0 && hostWork.length === 0) return null;
  const hostCalls = sumOf(hostWork, ({ calls }) => calls);
  const parts = [
    ...(control.length > 0 ? [`${count(control.length, 'node')} of control flow ran`] : []),
    ...(upperBoundCalls > 0 ? [`${count(upperBoundCalls, 'kernel call')} counted as an upper bound`] : []),
    ...(hostCalls > 0 ? [`${count(hostCalls, 'selection')} outside kernels`] : []),
  ];
  const hosts = new Set(hostWork.map(({ scope }) => scope));
  return {
    rule: 'data-dependent',
    marks: null,
    what: isCertain
      ? `What ran depends on the values of the input: ${parts.join(', ')}.`
      : `What ran may depend on the values of the input, loops: not derived: ${parts.join(', ')}.`,
    work: [],
    cause: 'Loops, branches and selections do as much as the data ask for.',
    remedy: 'Take the counts for this input alone, and count one that is typical of yours.',
    evidence: { controlFlowNodes: control.length, upperBoundCalls, hostCalls },
    rows: rowsWhere(
      report,
      (row) => isControl(row) || (row.scope !== null && (boundScopes.has(row.scope) || hosts.has(row.scope))),
    ),
  };
};
