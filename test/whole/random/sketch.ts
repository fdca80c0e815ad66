/** @file What all random architectures are drawn with: layers, and a note of every kind that was drawn. */
import type * as tf from '@tensorflow/tfjs';
import type { Shape } from '../../../src/index.ts';
import { Draw } from './draw.ts';

/** Everything that must have been drawn at least once. */
export const KINDS = [
  'conv2d',
  'padding same',
  'padding valid',
  'strides',
  'unequal strides',
  'dilation',
  'non-square kernel',
  'without bias',
  'activation in the layer',
  'channels first',
  'depthwise',
  'depth multiplier',
  'separable',
  'transposed',
  'conv1d',
  'conv3d',
  'conv3d transposed',
  'dense at rank 3',
  'dense at rank 4',
  'batch norm',
  'layer norm',
  'PReLU',
  'activation layer',
  'max pool',
  'average pool',
  'global pool',
  'zero padding',
  'cropping',
  'up-sampling',
  'add',
  'multiply',
  'maximum',
  'average',
  'concatenate',
  'shared layer',
  'shared over sizes',
  'nested model',
  'shared nested model',
  'nested sequential',
  'model in a sequential',
  'frozen',
  'ViT',
  'ViT with heads that divide the width',
  'ViT with heads that do not divide the width',
  'ViT with a distillation token',
  'batch above 1',
] as const;
export type Kind = (typeof KINDS)[number];

export type Symbolic = tf.SymbolicTensor;

/** A model, the shape of its one input, batch first, and what was drawn for it. */
export interface RandomArchitecture {
  readonly model: tf.LayersModel;
  readonly input: Shape;
  readonly kinds: readonly Kind[];
}

export class Sketch {
  readonly draw: Draw;
  readonly kinds: Kind[] = [];

  constructor(seed: number) {
    this.draw = new Draw(seed);
  }

  note(kind: Kind): void {
    this.kinds.push(kind);
  }

  /** Notes what was drawn, and whether it was. */
  chance(kind: Kind, probability: number): boolean {
    const isDrawn = this.draw.chance(probability);
    if (isDrawn) this.note(kind);
    return isDrawn;
  }

  /** Applies a layer to one or more tensors; one in eight is then frozen. */
  apply(layer: tf.layers.Layer, ...inputs: Symbolic[]): Symbolic {
    const output = layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as Symbolic;
    if (layer.weights.length > 0 && this.chance('frozen', 1 / 8)) layer.trainable = false;
    return output;
  }
}

/** The sizes of a symbolic tensor, without its batch. */
export const sizesOf = (x: Symbolic): readonly number[] => x.shape.slice(1).map((size) => size ?? 0);
