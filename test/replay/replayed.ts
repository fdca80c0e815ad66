/** @file Replays, run here, and in what they differ from the call of the report. */
import * as tf from '@tensorflow/tfjs';
import type { KernelCall, TensorSpec } from '../../src/core/kernel-call.ts';
import type { Report } from '../../src/core/report.ts';
import { count } from '../../src/profile/count.ts';
import { inputsOf } from '../../src/replay/attributes/seen.ts';

export interface ReplayedModule {
  readonly run: () => unknown;
  dispose(): void;
}

/** The module's own text as a function of tfjs: an import for each of thousands takes too long. */
export function moduleOf(text: string): ReplayedModule {
  const body = text
    .replace(/^import \* as tf from .*$/m, '')
    .replace('export default ', 'const run = ')
    .replace('export const dispose', 'const dispose');
  // oxlint-disable-next-line typescript/no-implied-eval -- the text is what is tested
  return (new Function('tf', `${body}\nreturn { run, dispose };`) as (tfjs: typeof tf) => ReplayedModule)(tf);
}

const tensorOf = ({ shape, dtype }: TensorSpec): unknown => [[...shape], dtype];

/** All that a replay must share with the call; where its inputs came from is none of it. */
const essence = (call: KernelCall): unknown => [
  call.kernel,
  inputsOf(call).map(([name, spec]) => [name, tensorOf(spec)]),
  call.outputs.map(tensorOf),
];

/** What a replay counts, or the error that it throws; `null` where that is what the report says of the call. */
export function difference(report: Report, index: number, text: string): string | null {
  const said = JSON.stringify([essence(report.calls[index]!), countedOf(report, index)]);
  let module: ReplayedModule | null = null;
  try {
    module = moduleOf(text);
    const replayed = count(module.run);
    if (replayed.calls.length !== 1) return `runs ${replayed.calls.length} kernels`;
    const found = JSON.stringify([essence(replayed.calls[0]!), countedOf(replayed, 0)]);
    return found === said ? null : `${found}\n  for ${said}`;
  } catch (error) {
    return String(error);
  } finally {
    module?.dispose();
  }
}

/** Of one call: amounts without those that tell zeros of an earlier kernel from the image. */
const countedOf = ({ costs }: Report, index: number): unknown => {
  const cost = costs[index]!;
  return cost.state === 'counted' ? [cost.basis, cost.work.filter(({ of }) => of === undefined)] : cost;
};
