/** @file One fault of a file: what tfjs makes of it as it is, and the repaired model beside one that is built right. */
import * as tf from '@tensorflow/tfjs';
import type { Json, Shape } from '../../../src/core/shape.ts';
import { count } from '../../../src/index.ts';
import { LAYER_REPAIRS, repairTopology, type Repaired } from '../../../src/load/repairs/topology.ts';
import type { FileWeight } from '../../../src/load/repairs/weights.ts';
import { randomSource } from '../../support/random.ts';

export interface RepairCase {
  readonly name: string;
  readonly topology: Json;
  /** What the manifest lists, where a repair reads it. */
  readonly weights?: readonly FileWeight[];
  /** What tfjs does with the file as it is. */
  readonly tfjs: 'throws' | 'computes something else';
  /** The same model, built by hand. */
  readonly right: () => tf.LayersModel;
  readonly inputs: readonly { readonly sizes: Shape; readonly dtype?: 'float32' | 'int32' }[];
  /** What the model means, where a tfjs layer stands in for another one. */
  readonly means?: (x: tf.Tensor, z: tf.Tensor) => tf.Tensor;
  /** Parts of its sentences. */
  readonly says: readonly string[];
}

/** A batch, so that a repair that mixes examples is noticed. */
export const BATCH = 2;
const CLOSE = 1e-5;

export const isKnown = (className: string): boolean =>
  Object.hasOwn(tf.serialization.SerializationMap.getMap().classNameMap, className);

export const repaired = (
  topology: Json,
  repairs = LAYER_REPAIRS,
  weights: readonly FileWeight[] | null = null,
): Repaired => repairTopology(topology, { isKnown, weights }, repairs);

export const load = (topology: Json, weights: Partial<tf.io.ModelArtifacts> = {}): Promise<tf.LayersModel> =>
  // tfjs writes into what it loads.
  tf.loadLayersModel({
    load: async () => ({ modelTopology: structuredClone(topology) as object, ...weights }),
  });

/** Values apart from 0, so that a square root or a quotient of them is harmless. */
export function fill(model: tf.LayersModel, seed: number): void {
  const random = randomSource(seed);
  model.setWeights(
    model.getWeights().map(({ shape, size }) =>
      tf.tensor(
        Array.from({ length: size }, () => 0.2 + random.below(1000) / 1500),
        shape,
      ),
    ),
  );
}

export function inputsOf({ inputs }: Pick<RepairCase, 'inputs'>): tf.Tensor[] {
  const random = randomSource(7);
  return inputs.map(({ sizes, dtype = 'float32' }) => {
    const shape = [BATCH, ...sizes];
    const size = shape.reduce((product, each) => product * each, 1);
    const value = (): number => (dtype === 'int32' ? random.below(5) : random.below(2000) / 200 - 5);
    return tf.tensor(
      Array.from({ length: size }, () => value()),
      shape,
      dtype,
    );
  });
}

export const outputOf = (model: tf.LayersModel, inputs: tf.Tensor[]): tf.Tensor => {
  const output = model.predict(inputs.length === 1 ? inputs[0]! : inputs);
  return Array.isArray(output)
    ? tf.concat(
        output.map((each) => each.reshape([BATCH, -1])),
        1,
      )
    : output;
};

/** Why two tensors are not the same, `null` where they are. */
export function unlike(a: tf.Tensor, b: tf.Tensor): string | null {
  if (a.shape.join() !== b.shape.join()) return `shapes ${a.shape.join()} and ${b.shape.join()}`;
  const difference = tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]!;
  const scale = Math.max(1, tf.max(tf.abs(b)).dataSync()[0]!);
  return difference <= CLOSE * scale ? null : `values differ by ${difference} of ${scale}`;
}

const countsOf = (model: tf.LayersModel, inputs: tf.Tensor[]) => {
  const report = count(() => model.predict(inputs.length === 1 ? inputs[0]! : inputs), { models: [model] });
  const rows = report.layers.map(
    ({ path, className, kind, counted, parameters, layerCalls }) =>
      `${path.join('.')} ${kind === 'model' ? kind : className} ${counted.multiplyAdds} ${parameters.total} ${layerCalls}`,
  );
  const { counted, parameters } = report.total;
  return { multiplyAdds: counted.multiplyAdds, parameters, rows: rows.toSorted() };
};

/** What went wrong; empty where the repaired model is the right one. */
export async function trial(repairCase: RepairCase, repairs = LAYER_REPAIRS): Promise<string[]> {
  const failures: string[] = [];
  const inputs = inputsOf(repairCase);
  const right = repairCase.right();
  fill(right, 3);
  try {
    const model = await load(repaired(repairCase.topology, repairs, repairCase.weights).topology);
    model.setWeights(right.getWeights());
    const [counts, expected] = [countsOf(model, inputs), countsOf(right, inputs)];
    if (JSON.stringify(counts) !== JSON.stringify(expected))
      failures.push(`counts ${JSON.stringify(counts)} instead of ${JSON.stringify(expected)}`);
    const difference = unlike(
      outputOf(model, inputs),
      repairCase.means?.(inputs[0]!, inputs[1]!) ?? outputOf(right, inputs),
    );
    if (difference !== null) failures.push(difference);
    model.dispose();
  } catch (error) {
    failures.push(error instanceof Error ? error.message : String(error));
  }
  right.dispose();
  tf.dispose(inputs);
  return failures;
}

/** What tfjs makes of the file as it is. */
export async function untouched(
  repairCase: RepairCase,
): Promise<'throws' | 'computes something else' | 'is right'> {
  const inputs = inputsOf(repairCase);
  const right = repairCase.right();
  fill(right, 3);
  try {
    const model = await load(repairCase.topology);
    model.setWeights(right.getWeights());
    const difference = unlike(outputOf(model, inputs), outputOf(right, inputs));
    return difference === null ? 'is right' : 'computes something else';
  } catch {
    return 'throws';
  }
}
