/** @file Training steps for tests: one step of a small model, and what each phase of a row ran. */
import type * as tfjs from '@tensorflow/tfjs';
import { count, type LayerRow, type Report } from '../../src/index.ts';
import type { Phase } from '../../src/core/trace.ts';

type Tf = typeof tfjs;

/** One step on ones, whose loss is the mean of the outputs' squares. */
export function step(
  tf: Tf,
  model: tfjs.LayersModel,
  batch: number,
  optimizer: tfjs.Optimizer = tf.train.sgd(0.01),
): Report {
  const x = tf.ones([batch, ...(model.inputs[0]!.shape.slice(1) as number[])]);
  const report = count(() => optimizer.minimize(() => lossOf(tf, model, x)), { models: [model] });
  x.dispose();
  return report;
}

export const lossOf = (tf: Tf, model: tfjs.LayersModel, x: tfjs.Tensor): tfjs.Scalar =>
  tf.mean(tf.square(model.apply(x, { training: true }) as tfjs.Tensor)) as tfjs.Scalar;

export const row = (report: Report, path: string): LayerRow => {
  const found = report.layers.find((layer) => layer.path.join('/') === path && layer.kind !== 'root');
  if (found === undefined)
    throw new Error(`no row ${path}: ${report.layers.map((l) => l.path.join('/')).join()}`);
  return found;
};

export const root = (report: Report): LayerRow | undefined =>
  report.layers.find(({ kind }) => kind === 'root');

/** Kernels of one phase of a row, with their calls, in order of first use. */
export function kernels(report: Report, of: LayerRow | undefined, phase: Phase): Record<string, number> {
  const found: Record<string, number> = {};
  for (const entry of report.entries) {
    if (entry.scope !== of?.scope || entry.phase !== phase || entry.calls === 0) continue;
    const { kernel } = report.calls[entry.call]!;
    found[kernel] = (found[kernel] ?? 0) + entry.calls;
  }
  return found;
}

export const products = (of: LayerRow | Report['total']): Record<Phase, number> => ({
  forward: of.phases!.forward.counted.multiplyAdds,
  backward: of.phases!.backward.counted.multiplyAdds,
  optimizer: of.phases!.optimizer.counted.multiplyAdds,
});
