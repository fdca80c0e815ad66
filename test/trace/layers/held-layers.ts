/** @file Models whose layers hold other layers, in small. */
import * as tf from '@tensorflow/tfjs';
import { count, type Report } from '../../../src/index.ts';

export type Layer = ReturnType<typeof tf.layers.dense>;
export type Model = ReturnType<typeof tf.model>;

export const [B, T, I, U] = [2, 5, 3, 4];
export const [LSTM, GRU] = [4, 3];
/** Multiply-adds of one cell over a sequence: each gate has a product of the input and one of the state. */
export const recurrent = (gates: number, inputs = I): number => B * T * gates * U * (inputs + U);

/** A model of one layer. */
export function modelOf(layer: unknown, shape: number[] = [T, I]): Model {
  const input = tf.input({ shape });
  return tf.model({ inputs: input, outputs: (layer as Layer).apply(input) as never });
}
export const run = (model: Model, options: object = {}): Report =>
  count(() => model.predict(tf.ones([B, ...(model.inputs[0]!.shape.slice(1) as number[])])), {
    models: [model],
    ...options,
  });

export const lstm = (name: string, more: object = {}): Layer =>
  tf.layers.lstm({ name, units: U, ...more }) as unknown as Layer;
export const bidirectional = (name: string, layer: Layer): Layer =>
  tf.layers.bidirectional({ name, layer: layer as never, mergeMode: 'concat' }) as unknown as Layer;
export const timeDistributed = (name: string, layer: unknown): Layer =>
  tf.layers.timeDistributed({ name, layer: layer as Layer }) as unknown as Layer;

export const row = ({ layers }: Report, path: string): Report['layers'][number] =>
  layers.find((layer) => layer.path.join('/') === path)!;
