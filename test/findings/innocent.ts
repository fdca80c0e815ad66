/** @file Real models that once were accused, or are built like those that are: what rules must not speak of. */
import * as tf from '@tensorflow/tfjs';
import type { Report } from '../../src/core/report.ts';
import { count } from '../../src/profile/count.ts';
import { artifactsOf, FLOAT, INT, placeholder, type GraphNode } from '../support/graph-def.ts';

const dense = (units: number, inputs: number, activation: 'linear' | 'relu' = 'linear'): tf.Sequential =>
  tf.sequential({ layers: [tf.layers.dense({ units, inputShape: [inputs], activation })] });

/** A generator 5 → 4 and a discriminator 4 → 2; dense layers, linear. */
export function adversaries(activation: 'linear' | 'relu' = 'linear'): {
  readonly generator: tf.Sequential;
  readonly discriminator: tf.Sequential;
  readonly noise: tf.Tensor;
} {
  return { generator: dense(4, 5, activation), discriminator: dense(2, 4), noise: tf.ones([1, 5]) };
}

const variablesOf = (model: tf.LayersModel): tf.Variable[] =>
  model.trainableWeights.map((weight) => (weight as unknown as { val: tf.Variable }).val);

/** The generator's step: its gradient comes through the discriminator, which is not trained. */
export function generatorStep(activation?: 'linear' | 'relu'): Report {
  const { generator, discriminator, noise } = adversaries(activation);
  const loss = (): tf.Scalar => tf.sum(discriminator.apply(generator.apply(noise)) as tf.Tensor) as tf.Scalar;
  return count(() => tf.train.sgd(0.1).minimize(loss, false, variablesOf(generator)), {
    models: [discriminator, generator],
  });
}

/** Which pixels matter: the gradient of the input is the result. */
export function saliencyMap(): Report {
  const model = dense(3, 4);
  const input = tf.ones([1, 4]);
  return count(() => tf.grad((x) => tf.sum(model.apply(x) as tf.Tensor))(input), { models: [model] });
}

/** As above, and the caller drops it: he asked for it all the same. */
export function droppedGradient(): Report {
  const model = dense(3, 4);
  const input = tf.ones([1, 4]);
  return count(() => void tf.grad((x) => tf.sum(model.apply(x) as tf.Tensor))(input), { models: [model] });
}

/** Gradients of weights and input together; the input's is read on the host. */
export function readGradient(): Report {
  const model = dense(3, 4);
  const input = tf.ones([1, 4]);
  const [kernel] = variablesOf(model);
  const run = (x: tf.Tensor): tf.Tensor => tf.sum(model.apply(x) as tf.Tensor);
  return count(
    () => {
      const [dx, dw] = tf.grads((x) => run(x))([input, kernel!] as tf.Tensor[]);
      return [dx?.dataSync(), dw];
    },
    { models: [model] },
  );
}

/** An image that is itself what is trained, as in style transfer. */
export function trainedInput(): Report {
  const model = dense(3, 4);
  const image = tf.variable(tf.ones([1, 4]));
  const loss = (): tf.Scalar => tf.sum(model.apply(image) as tf.Tensor) as tf.Scalar;
  return count(() => tf.train.sgd(0.1).minimize(loss, false, [image]), { models: [model] });
}

const conv = (filters = 4): tf.layers.Layer =>
  tf.layers.conv2d({ filters, kernelSize: 3, padding: 'same', useBias: false });
const norm = (name?: string): tf.layers.Layer => tf.layers.batchNormalization({ ...(name && { name }) });
const image = (): tf.SymbolicTensor => tf.input({ shape: [6, 6, 4] });
const on = (layer: tf.layers.Layer, x: tf.SymbolicTensor | tf.SymbolicTensor[]): tf.SymbolicTensor =>
  layer.apply(x) as tf.SymbolicTensor;
const network = (
  inputs: tf.SymbolicTensor | tf.SymbolicTensor[],
  outputs: tf.SymbolicTensor | tf.SymbolicTensor[],
): tf.LayersModel => tf.model({ inputs, outputs });

/** Batch norms that no filter can hold. */
export const UNFOLDABLE: Readonly<Record<string, () => tf.LayersModel>> = {
  'whose convolution is added again behind it'() {
    const input = image();
    const linear = on(conv(), input);
    return network(input, on(tf.layers.add(), [linear, on(norm(), linear)]));
  },
  'whose convolution is an output too'() {
    const input = image();
    const linear = on(conv(), input);
    return network(input, [linear, on(norm(), linear)]);
  },
  'two on one convolution'() {
    const input = image();
    const linear = on(conv(), input);
    return network(input, [on(norm(), linear), on(norm(), linear)]);
  },
  'of the input, while a convolution of it ran just before'() {
    const input = image();
    const linear = on(conv(), input);
    return network(input, on(tf.layers.add(), [linear, on(norm(), input)]));
  },
  'one of two on a convolution that is shared'() {
    const [a, b] = [image(), image()];
    const shared = conv();
    return network([a, b], [on(norm(), on(shared, a)), on(norm(), on(shared, b))]);
  },
  'on one of two uses of a convolution, on another size'() {
    const [a, b] = [tf.input({ shape: [6, 6, 4] }), tf.input({ shape: [8, 8, 4] })];
    const shared = conv();
    return network([a, b], [on(norm(), on(shared, a)), on(shared, b)]);
  },
};

/** A layer that applies another one of its model again. */
export class Again extends tf.layers.Layer {
  static readonly className = 'Again';
  readonly #other: tf.layers.Layer;
  constructor(other: tf.layers.Layer) {
    super({});
    this.#other = other;
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return this.#other.apply(Array.isArray(inputs) ? inputs[0]! : inputs) as tf.Tensor;
  }
}

/** A layer that reads its weight on the host, as a threshold. */
export class Threshold extends tf.layers.Layer {
  static readonly className = 'Threshold';
  #level!: tf.LayerVariable;
  override build(): void {
    this.#level = this.addWeight('level', [4], 'float32', tf.initializers.ones());
    this.built = true;
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    const [level] = this.#level.read().dataSync();
    return tf.clipByValue(x, 0, level!);
  }
}

/** Adds each third of a row to a place that the layer knows. */
export class Scatter extends tf.layers.Layer {
  static readonly className = 'Scatter';
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    const places = tf.tensor2d([[0], [2], [0]], [3, 1], 'int32');
    return tf.scatterND(places, x.reshape([3]), [4]).reshape([1, 4]);
  }
  override computeOutputShape(): tf.Shape {
    return [1, 4];
  }
}

/** ScatterNd in a graph, whose indices are a constant or an input. */
export async function scatterGraph(indices: 'constant' | 'input'): Promise<Report> {
  const nodes: GraphNode[] = [
    placeholder('x', [3]),
    {
      name: 'y',
      op: 'ScatterNd',
      input: ['places', 'x', 'size'],
      attr: { ...FLOAT, Tindices: INT['T']! },
    },
  ];
  const places = { name: 'places', shape: [3, 1], dtype: 'int32', values: [0, 2, 0] } as const;
  const size = { name: 'size', shape: [1], dtype: 'int32', values: [4] } as const;
  const graph =
    indices === 'constant'
      ? { nodes, weights: [places, size] }
      : { nodes: [...nodes, placeholder('places', [3, 1], 'DT_INT32')], weights: [size] };
  const model = await tf.loadGraphModel({ load: async () => artifactsOf(graph) });
  const given = {
    x: tf.ones([3]),
    ...(indices === 'input' && { places: tf.tensor2d([[0], [2], [0]], [3, 1], 'int32') }),
  };
  return count(() => model.execute(given), { models: [model] });
}
