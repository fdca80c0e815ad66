/** @file LayerScale of Keras applications (ConvNeXt): a factor for each channel, a weight. H. Touvron et al., arXiv:2103.17239. */
import * as tf from '@tensorflow/tfjs';

export const CHANNEL_SCALE = 'ChannelScale';

interface Config {
  readonly name: string;
  readonly channels: number;
}

/** Makes tfjs know the class, once. */
export function registerChannelScale(): void {
  if (Object.hasOwn(tf.serialization.SerializationMap.getMap().classNameMap, CHANNEL_SCALE)) return;
  class ChannelScale extends tf.layers.Layer {
    static readonly className = CHANNEL_SCALE;
    readonly channels: number;
    #gamma: tf.LayerVariable | null = null;

    constructor({ channels, ...config }: Config) {
      super(config);
      this.channels = channels;
    }

    override build(): void {
      this.#gamma = this.addWeight('gamma', [this.channels], 'float32', tf.initializers.ones());
      this.built = true;
    }

    override computeOutputShape(shape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
      return shape;
    }

    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      return tf.tidy(() => tf.mul(Array.isArray(inputs) ? inputs[0]! : inputs, this.#gamma!.read()));
    }

    override getConfig(): tf.serialization.ConfigDict {
      return { ...super.getConfig(), channels: this.channels };
    }
  }
  tf.serialization.registerClass(ChannelScale);
}
