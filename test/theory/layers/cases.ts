/**
 * @file One layer applied to given input shapes, with its multiply-adds spelled as a product: what theory
 * must derive.
 */
import type * as tf from '@tensorflow/tfjs';
import type { Json, Shape } from '../../../src/core/shape.ts';
import { CONVOLUTION_CASES } from './cases/convolution.ts';
import { MATRIX_CASES } from './cases/matrix.ts';
import { RECURRENT_CASES } from './cases/recurrent.ts';
import { WORKLESS_CASES } from './cases/workless.ts';

export interface LayerCase {
  readonly name: string;
  /** Made anew on each call, since a layer is bound to the model that it is applied in. */
  readonly layer: () => tf.layers.Layer;
  /** Batch first. */
  readonly inputs: readonly Shape[];
  readonly multiplyAdds: number;
  /** Freeze the layer after it was built. */
  readonly freeze?: boolean;
  /** What tfjs-layers 4.22 forgets to write into the JSON; Keras writes it. */
  readonly unwritten?: { readonly [key: string]: Json };
  /** tfjs-layers states a wrong or open symbolic output shape; only the run's is compared. */
  readonly runOnly?: boolean;
}

export const CASES: readonly LayerCase[] = [
  ...CONVOLUTION_CASES,
  ...MATRIX_CASES,
  ...RECURRENT_CASES,
  ...WORKLESS_CASES,
];
