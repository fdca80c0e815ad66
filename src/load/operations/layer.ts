/**
 * @file Operations as layers of tfjs. tfjs-layers has no layer that calls a function: a class of its own for each, named
 * after the operation, runs the function of tfjs.
 */
import * as tf from '@tensorflow/tfjs';
import { classNameOf, operationShape } from './classes.ts';
import { RUN } from './run.ts';
import { given, type Takes } from './takes.ts';

interface Config {
  readonly name: string;
  readonly takes: Takes;
}

type LayerClass = Parameters<typeof tf.serialization.registerClass>[0];

function classOf(operation: string): LayerClass {
  class Operation extends tf.layers.Layer {
    static readonly className = classNameOf(operation);
    readonly takes: Takes;

    constructor({ takes, ...config }: Config) {
      super(config);
      this.takes = takes;
    }

    override computeOutputShape(shapes: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
      const inputs = Array.isArray(shapes[0]) ? (shapes as tf.Shape[]) : [shapes as tf.Shape];
      return operationShape(Operation.className, this.takes, inputs) as tf.Shape | tf.Shape[];
    }

    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor | tf.Tensor[] {
      return tf.tidy(() => {
        const tensors = Array.isArray(inputs) ? inputs : [inputs];
        const args = given(this.takes, tensors, ({ shape }, axis) => shape.at(axis)!);
        return RUN[operation]!(args as Parameters<(typeof RUN)[string]>[0]);
      });
    }

    override getConfig(): tf.serialization.ConfigDict {
      return { ...super.getConfig(), takes: this.takes as unknown as tf.serialization.ConfigDict };
    }
  }
  return Operation;
}

/** Makes tfjs know the operations, once. */
export function registerOperations(): void {
  const known = tf.serialization.SerializationMap.getMap().classNameMap;
  for (const operation of Object.keys(RUN))
    if (!Object.hasOwn(known, classNameOf(operation))) tf.serialization.registerClass(classOf(operation));
}
