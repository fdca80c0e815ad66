/** @file One traced step of a model held against the products of its sizes, row by row. */
import * as tf from '@tensorflow/tfjs';
import { profile, type CountOptions, type LayerRow, type Report } from '../../../src/index.ts';
import type { Phase } from '../../../src/core/trace.ts';
import type { Trained } from './models.ts';
import { OPTIMIZERS, scaled, type OptimizerCase } from './optimizers.ts';
import { layersOf, RULES, stepWork, trainableOf, type Rules } from './work.ts';

export interface StepOptions extends Pick<CountOptions, 'kernelFormulas'> {
  readonly optimizer?: OptimizerCase;
  /** What the sizes are multiplied by. */
  readonly rules?: Rules;
  /** Done right before the step, while it is traced. */
  readonly sabotage?: (model: tf.LayersModel) => void;
}

const exampleOf = ({ shape }: tf.SymbolicTensor): number[] => shape.slice(1) as number[];

const sizeOf = (symbol: tf.SymbolicTensor): number =>
  exampleOf(symbol).reduce((product, size) => product * size, 1);

/** One `trainOnBatch` on ones, and then what is no part of it: two square roots and the gradient of a square. */
export async function trainStep({ model, batch }: Trained, options: StepOptions = {}): Promise<Report> {
  const { optimizer = OPTIMIZERS[0]!, sabotage, kernelFormulas } = options;
  model.compile({ loss: 'meanSquaredError', optimizer: optimizer.make(tf.train) });
  const of = (symbol: tf.SymbolicTensor): tf.Tensor => tf.ones([batch, ...exampleOf(symbol)]);
  const [x, y] = [of(model.inputs[0]!), of(model.outputs[0]!)];
  try {
    const step = async (): Promise<void> => {
      sabotage?.(model);
      await model.trainOnBatch(x, y);
      tf.dispose(tf.sqrt(x));
      tf.dispose(tf.grad((z) => tf.square(z))(x));
      tf.dispose(tf.sqrt(x));
    };
    return await profile(step, { models: [model], runs: 0, ...(kernelFormulas && { kernelFormulas }) });
  } finally {
    tf.dispose([x, y]);
  }
}

export const rowOf = (report: Report, layer: tf.layers.Layer): LayerRow | undefined =>
  report.layers.find(({ path }) => path.join('.') === layer.name);

const inPhase = (row: Pick<LayerRow, 'phases'> | undefined, phase: Phase) => row?.phases?.[phase].counted;

/** Every number of the step that is not what its sizes say; empty when all agree. */
export async function stepFailures(trained: Trained, options: StepOptions = {}): Promise<readonly string[]> {
  const { optimizer = OPTIMIZERS[0]!, rules = RULES } = options;
  const { model, batch } = trained;
  const report = await trainStep(trained, options);
  const found: string[] = [];
  const compare = (what: string, actual: unknown, expected: unknown): void => {
    const [a, e] = [JSON.stringify(actual), JSON.stringify(expected)];
    if (a !== e) found.push(`${model.name} ${what}: ${a}, not ${e}`);
  };
  const layers = layersOf(model);
  for (const layer of layers) {
    const row = rowOf(report, layer);
    const { forward, backward } = stepWork(layer, batch, rules);
    const variables = layer.trainableWeights.length;
    compare(`${layer.name} forward`, inPhase(row, 'forward')?.multiplyAdds, forward);
    compare(`${layer.name} backward`, inPhase(row, 'backward')?.multiplyAdds, backward);
    compare(
      `${layer.name} optimizer`,
      inPhase(row, 'optimizer'),
      scaled([trainableOf(layer), optimizer.each], [variables, optimizer.perVariable]),
    );
    // Only a layer without weights has no gradient kernel of its own to own.
    if (variables > 0) compare(`${layer.name} has gradients`, (row?.phases?.backward.calls ?? 0) > 0, true);
    compare(`${layer.name} calls`, row?.layerCalls, rules.uses(layer));
  }
  const work = layers.map((layer) => stepWork(layer, batch, rules));
  const total = report.total.phases;
  compare(
    'total forward',
    total?.forward.counted.multiplyAdds,
    work.reduce((sum, { forward }) => sum + forward, 0),
  );
  compare(
    'total backward',
    total?.backward.counted.multiplyAdds,
    work.reduce((sum, { backward }) => sum + backward, 0),
  );
  compare(
    'total optimizer',
    total?.optimizer.counted,
    scaled(
      [layers.reduce((sum, layer) => sum + trainableOf(layer), 0), optimizer.each],
      [layers.reduce((sum, layer) => sum + layer.trainableWeights.length, 0), optimizer.perVariable],
      [1, optimizer.perStep],
    ),
  );
  // Loss and bias corrections are the model's; what comes after the step belongs to the root.
  const own = report.layers.find(({ kind }) => kind === 'model');
  compare('own optimizer', inPhase(own, 'optimizer'), scaled([1, optimizer.perStep]));
  const outside = report.layers.find(({ kind }) => kind === 'root');
  const n = batch * sizeOf(model.inputs[0]!);
  compare('outside forward', inPhase(outside, 'forward'), scaled([n, { multiplies: 1, transcendentals: 2 }]));
  // dy·2x.
  compare('outside backward', inPhase(outside, 'backward'), scaled([n, { multiplies: 2 }]));
  compare('outside optimizer', inPhase(outside, 'optimizer'), scaled());
  compare('residual', report.total.residual, 0);
  compare('unknown calls', report.total.unknownCalls, 0);
  return found;
}
