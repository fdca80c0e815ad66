/** @file One learned token before the others. */
import * as tf from '@tensorflow/tfjs';
import { Learned } from './learned.ts';

/** [B, n, D] → [B, 1 + n, D]: a learned [1, 1, D], the same for every image, then the input. */
export class ClassToken extends Learned {
  static readonly className: string = 'ClassToken';

  protected override rows(): number {
    return 1;
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    const [batch, tokens, width] = inputShape as [number | null, number, number];
    return [batch, tokens + 1, width];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = [inputs].flat()[0] as tf.Tensor3D;
      const token = this.learned?.read() as tf.Tensor3D;
      return tf.concat([tf.tile(token, [x.shape[0], 1, 1]), x], 1);
    });
  }
}

tf.serialization.registerClass(ClassToken);
