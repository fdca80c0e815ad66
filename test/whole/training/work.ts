/**
 * @file What a training step multiplies and adds, as products of the sizes that a live model shows: those of its
 * weights and outputs. Nothing of `src/theory` or `src/formulas` is used.
 *
 * With y = x·w, dy the gradient of y: dw = xᵀ·dy and dx = dy·wᵀ, each as many products as y has. dx of a model's input
 * is of no use; tfjs leaves it out where a gradient is a function per input, and computes it all the same where the
 * operation is fused, since a fused one computes all its gradients at once. Under the tape only linear layers are fused.
 */
import type * as tf from '@tensorflow/tfjs';

export interface StepWork {
  readonly forward: number;
  readonly backward: number;
}

type Layer = tf.layers.Layer;

const product = (sizes: readonly (number | null)[]): number =>
  sizes.reduce<number>((result, size) => result * (size ?? 1), 1);

/** Output elements of one example times the products that each sums. */
function forwardOf(layer: Layer): number {
  const outputs = layer.outputShape as (number | null)[];
  const kernel = layer.weights.find(({ name }) => /kernel/.test(name))?.shape ?? [];
  switch (layer.getClassName()) {
    case 'Conv2D': {
      const [kh, kw, cIn] = kernel;
      return product(outputs) * product([kh!, kw!, cIn!]);
    }
    case 'DepthwiseConv2D': {
      const [kh, kw] = kernel;
      return product(outputs) * product([kh!, kw!]);
    }
    case 'Conv2DTranspose': {
      const inputs = layer.inboundNodes[0]!.inputShapes[0] as (number | null)[];
      const [kh, kw, cOut] = kernel;
      return product(inputs) * product([kh!, kw!, cOut!]);
    }
    case 'Dense':
      return product(outputs) * kernel[0]!;
    case 'AttentionScores': {
      const headWidth = layer.getConfig()['headWidth'] as number;
      return product(outputs) * headWidth;
    }
    case 'AttentionApply': {
      const [, tokens] = outputs;
      return product(outputs) * tokens!;
    }
    default:
      return 0;
  }
}

const readsTheInput = (layer: Layer): boolean =>
  layer.inboundNodes.every(({ inboundLayers }) =>
    inboundLayers.every((from) => from.getClassName() === 'InputLayer'),
  );

const isFused = (layer: Layer): boolean =>
  ['Conv2D', 'Dense'].includes(layer.getClassName()) &&
  !['relu', 'elu'].includes(layer.getConfig()['activation'] as string);

/** dw, and dx unless nobody asks for it. */
export const gradientsOf = (layer: Layer): number => (readsTheInput(layer) && !isFused(layer) ? 1 : 2);

/** How often the model calls the layer. */
export const usesOf = (layer: Layer): number => layer.inboundNodes.length;

/** The rules of {@link stepWork}, so that they can be broken. */
export interface Rules {
  readonly gradients: (layer: Layer) => number;
  readonly uses: (layer: Layer) => number;
}

export const RULES: Rules = { gradients: gradientsOf, uses: usesOf };

/** Multiply-adds of a layer in a step on `batch` examples. */
export function stepWork(layer: Layer, batch: number, rules: Rules = RULES): StepWork {
  const forward = batch * rules.uses(layer) * forwardOf(layer);
  return { forward, backward: rules.gradients(layer) * forward };
}

/** Scalars that an optimizer updates. */
export const trainableOf = (layer: Layer): number =>
  layer.trainableWeights.reduce((sum, { shape }) => sum + product(shape), 0);

/** Those of a functional model that compute. */
export const layersOf = (model: tf.LayersModel): Layer[] =>
  model.layers.filter((layer) => layer.getClassName() !== 'InputLayer');
