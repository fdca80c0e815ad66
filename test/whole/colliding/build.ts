/** @file Plans as live models: one tfjs layer for each part, however often it stands. */
import * as tf from '@tensorflow/tfjs';
import { inputsOf, type ModelPlan, type Part } from './plan.ts';

type Symbolic = tf.SymbolicTensor;

export class Builder {
  readonly #built = new Map<Part, tf.layers.Layer>();

  #layer(part: Part): tf.layers.Layer {
    const known = this.#built.get(part);
    if (known !== undefined) return known;
    const layer =
      part.kind === 'model'
        ? this.model(part)
        : tf.layers.dense({
            name: part.name,
            units: part.units,
            useBias: part.bias,
            trainable: !part.frozen,
          });
    this.#built.set(part, layer);
    return layer;
  }

  model(plan: ModelPlan): tf.LayersModel {
    const known = this.#built.get(plan);
    if (known !== undefined) return known as tf.LayersModel;
    const model = plan.style === 'sequential' ? this.#sequential(plan) : this.#functional(plan);
    this.#built.set(plan, model);
    if (plan.frozen) model.trainable = false;
    return model;
  }

  /** One that begins with a model has no input layer of its own. */
  #sequential({ name, parts }: ModelPlan): tf.LayersModel {
    const model = tf.sequential({ name });
    if (parts[0]!.kind === 'dense') model.add(tf.layers.inputLayer({ inputShape: [parts[0]!.inputs] }));
    for (const part of parts) model.add(this.#layer(part));
    return model;
  }

  #functional({ name, parts, idle }: ModelPlan): tf.LayersModel {
    const input = tf.input({ shape: [inputsOf(parts[0]!)] });
    let x: Symbolic = input;
    for (const part of parts)
      x = this.#layer(part).apply(part.kind === 'model' ? given(part, x) : x) as Symbolic;
    const inputs =
      idle === 'none' ? [input] : given({ idle }, input, tf.input({ shape: [inputsOf(parts[0]!)] }));
    return tf.model({ name, inputs, outputs: x });
  }
}

/** What a model is called with: its input, and the same or another one for the idle one. */
export function given<T>({ idle }: Pick<ModelPlan, 'idle'>, x: T, other: T = x): T[] {
  if (idle === 'none') return [x];
  return idle === 'first' ? [other, x] : [x, other];
}
