/** @file Chains of layers as Keras 2 writes them, repaired, run and counted. */
import type * as tf from '@tensorflow/tfjs';
import type { Json, Shape } from '../../../src/core/shape.ts';
import { count, theory } from '../../../src/index.ts';
import { fill, inputsOf, load, repaired } from './trial.ts';

export type Fields = { readonly [key: string]: Json };
export type Layer = readonly [className: string, name: string, config: Fields];

/** A chain; the input is a layer of its own, or declared by the first. */
export function sequential(
  sizes: Shape,
  layers: readonly Layer[],
  isDeclaredByFirst = false,
  keras_version = '2.13.1',
): Json {
  const declared = { batch_input_shape: [null, ...sizes], dtype: 'float32' };
  const input = { class_name: 'InputLayer', config: { name: 'in', ...declared } };
  const all = layers.map(([class_name, name, config], i) => ({
    class_name,
    config: { name, ...(i === 0 && isDeclaredByFirst ? declared : {}), ...config },
  }));
  return {
    keras_version,
    model_config: {
      class_name: 'Sequential',
      config: { name: 's', layers: isDeclaredByFirst ? all : [input, ...all] },
    },
  };
}

/** The same as a functional model, in which each layer reads the one before it. */
export function functional(sizes: Shape, layers: readonly Layer[]): Json {
  const input = {
    class_name: 'InputLayer',
    name: 'in',
    config: { name: 'in', batch_input_shape: [null, ...sizes], dtype: 'float32' },
    inbound_nodes: [],
  };
  const all = layers.map(([class_name, name, config], i) => ({
    class_name,
    name,
    config: { name, ...config },
    inbound_nodes: [[[layers[i - 1]?.[1] ?? 'in', 0, 0, {}]]],
  }));
  const ends = { input_layers: [['in', 0, 0]], output_layers: [[layers.at(-1)![1], 0, 0]] };
  return {
    keras_version: '2.13.1',
    model_config: { class_name: 'Functional', config: { name: 'f', layers: [input, ...all], ...ends } },
  };
}

/** A model, its output, and what is counted of it. */
export async function ran(topology: Json, sizes: Shape, dtype: 'float32' | 'int32' = 'float32') {
  const { topology: mended, repairs } = repaired(topology);
  const live = await load(mended);
  fill(live, 3);
  const [x] = inputsOf({ inputs: [{ sizes, dtype }] });
  const output = live.predict(x!) as tf.Tensor;
  const report = count(() => live.predict(x!), { models: [live] });
  const rows = theory({ format: 'layers', topology: mended, inputs: [x!.shape] });
  return { live, x: x!, output, report, rows, repairs, mended };
}
