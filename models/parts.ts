/** @file The layers that the networks are made of, each applied under its name with the zoo's initial weights. */
import * as tf from '@tensorflow/tfjs';
import type { Weights } from './weights.ts';

export type Symbolic = tf.SymbolicTensor;
type Layer = tf.layers.Layer;

/** `layer(inputs)`; every layer of the zoo has one output. */
export const apply = (layer: Layer, inputs: Symbolic | Symbolic[]): Symbolic =>
  layer.apply(inputs) as Symbolic;

/** The size of the last axis, which a network always knows. */
export const channels = (x: Symbolic): number => x.shape.at(-1) as number;

export interface ConvolutionOptions {
  readonly filters: number;
  /** Height and width of the window; 1 unless given. */
  readonly kernel?: number;
  readonly stride?: number;
  readonly padding?: 'same' | 'valid';
  readonly bias?: boolean;
  /** Runs within the layer. */
  readonly activation?: 'relu';
}

export interface DepthwiseOptions {
  readonly kernel: number;
  readonly stride: number;
}

export interface DenseOptions {
  readonly units: number;
  readonly activation?: 'relu';
}

/** An RGB image of any batch size: [B, imageSize, imageSize, 3]. */
export const image = (imageSize: number): Symbolic =>
  tf.input({ name: 'image', shape: [imageSize, imageSize, 3] });

/** Layers with weights; `x` is [B, H, W, C] for convolutions, [B, …, D] for the others. */
export const parts = (weights: Weights) => ({
  /** Biases only on demand: the published networks have none before a batch norm. */
  conv: (x: Symbolic, name: string, options: ConvolutionOptions): Symbolic => {
    const { filters, kernel = 1, stride = 1, padding = 'same', bias = false, activation } = options;
    return apply(
      tf.layers.conv2d({
        name,
        filters,
        kernelSize: kernel,
        strides: stride,
        padding,
        useBias: bias,
        kernelInitializer: weights.kernel(kernel * kernel * channels(x)),
        ...(activation && { activation }),
      }),
      x,
    );
  },

  depthwise: (x: Symbolic, name: string, { kernel, stride }: DepthwiseOptions): Symbolic =>
    apply(
      tf.layers.depthwiseConv2d({
        name,
        kernelSize: kernel,
        strides: stride,
        padding: 'same',
        useBias: false,
        depthwiseInitializer: weights.kernel(kernel * kernel),
      }),
      x,
    ),

  dense: (x: Symbolic, name: string, { units, activation }: DenseOptions): Symbolic => {
    const kernelInitializer = weights.kernel(channels(x));
    return apply(tf.layers.dense({ name, units, kernelInitializer, ...(activation && { activation }) }), x);
  },
});

export const batchNorm = (x: Symbolic, name: string, epsilon: number): Symbolic =>
  apply(tf.layers.batchNormalization({ name, epsilon }), x);

export const relu = (x: Symbolic, name: string): Symbolic => apply(tf.layers.reLU({ name }), x);

export const relu6 = (x: Symbolic, name: string): Symbolic => apply(tf.layers.reLU({ name, maxValue: 6 }), x);

export const add = (name: string, ...inputs: Symbolic[]): Symbolic => apply(tf.layers.add({ name }), inputs);

export const maxPool = (x: Symbolic, name: string, size: number, padding: 'same' | 'valid'): Symbolic =>
  apply(tf.layers.maxPooling2d({ name, poolSize: size, strides: 2, padding }), x);

/** [B, H, W, C] → [B, C]. */
export const globalPool = (x: Symbolic, name: string): Symbolic =>
  apply(tf.layers.globalAveragePooling2d({ name }), x);
