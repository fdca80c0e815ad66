/** @file A learned vector added at each position. */
import * as tf from '@tensorflow/tfjs';
import { Learned } from './learned.ts';

/** [B, N, D] + learned [1, N, D]. */
export class LearnedPositions extends Learned {
  static readonly className: string = 'LearnedPositions';

  protected override rows(tokens: number): number {
    return tokens;
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => tf.add([inputs].flat()[0] as tf.Tensor, this.learned?.read() as tf.Tensor));
  }
}

tf.serialization.registerClass(LearnedPositions);
