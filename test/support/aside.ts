/** @file A layer that does something beside handing on its input, and what it holds for ever. */
import * as tf from '@tensorflow/tfjs';

/** Hands on its input, as a view. */
export class Aside extends tf.layers.Layer {
  static readonly className = 'Aside';
  readonly #aside: (input: tf.Tensor) => void;

  constructor(name: string, aside: (input: tf.Tensor) => void) {
    super({ name });
    this.#aside = aside;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [input] = Array.isArray(inputs) ? inputs : [inputs];
    this.#aside(input!);
    return tf.clone(input!);
  }
}

/** Tensors that nobody disposes of before `end`. */
export class Hoard {
  #held: tf.Tensor[] = [];

  /** Beyond the tidy around it, a variable by itself. */
  readonly keep = <T extends tf.Tensor>(tensor: T): T => {
    this.#held.push(tensor instanceof tf.Variable ? tensor : tf.keep(tensor));
    return tensor;
  };

  end(): void {
    tf.dispose(this.#held.splice(0));
  }
}
