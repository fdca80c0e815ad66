/** @file What every layer of tfjs takes. */
import type * as tf from '@tensorflow/tfjs';

/** Arguments of every layer: name, trainable, dtype, input shape. */
export type LayerArgs = NonNullable<ConstructorParameters<typeof tf.layers.Layer>[0]>;
