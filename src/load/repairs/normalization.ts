/**
 * @file Normalization, (x − mean) / √variance, a class that tfjs-layers 4.22 does not have.
 * Where config holds the values they are no parameters: Rescaling, x · 1/√variance − mean/√variance.
 * Where they are weights: BatchNormalization without centre, scale and epsilon, whose moving statistics they become.
 */
import { fieldsAt, isNumbers, type Fields, type Value } from './fields.ts';
import { classOf, refuse, say, type Model } from './model.ts';
import { inputOf } from './shapes.ts';

/** Keras divides by no less (backend epsilon). */
const EPSILON = 1e-7;

/** A number, or a list of them within lists of one. */
function valuesOf(value: Value | undefined): number[] | null {
  if (typeof value === 'number') return [value];
  if (isNumbers(value)) return value.length > 0 ? value : null;
  return Array.isArray(value) && value.length === 1 ? valuesOf(value[0]) : null;
}

/** Whether the values belong to the last axis, along which tfjs stretches them. */
function isLast(axis: Value | undefined, layer: Fields, model: Model): boolean {
  const [only, ...others] = [axis ?? -1].flat();
  if (others.length > 0 || typeof only !== 'number') return false;
  const rank = inputOf(layer, model)?.length;
  return only === -1 || (rank !== undefined && only === rank - 1);
}

const single = (values: number[]): Value => (values.length === 1 ? values[0]! : values);

export function repairNormalization(layer: Fields, model: Model): void {
  if (classOf(layer) !== 'Normalization' || model.file.isKnown('Normalization')) return;
  const config = fieldsAt(layer, 'config');
  const [means, variances] = [valuesOf(config['mean']), valuesOf(config['variance'])];
  const inConfig = means !== null && variances !== null;
  const isScalar = inConfig && means.length === 1 && variances.length === 1;
  if (!isScalar && !isLast(config['axis'], layer, model))
    throw refuse(
      layer,
      model,
      `is over axis ${JSON.stringify(config['axis'] ?? null)}, not over the last alone`,
    );
  const { name, trainable } = config;
  const own: Fields = { name: name ?? null, trainable: trainable ?? true };
  if (!inConfig) {
    if (config['invert'] === true) throw refuse(layer, model, 'inverts with statistics that are weights');
    layer['class_name'] = 'BatchNormalization';
    layer['config'] = { ...own, axis: -1, epsilon: 0, center: false, scale: false };
    say(layer, model, 'Normalization replaced by BatchNormalization without centre, scale and epsilon');
    return;
  }
  const deviations = variances.map((variance) => Math.max(Math.sqrt(variance), EPSILON));
  const deviation = (index: number): number => deviations[deviations.length === 1 ? 0 : index]!;
  const isInverse = config['invert'] === true;
  layer['class_name'] = 'Rescaling';
  layer['config'] = {
    ...own,
    scale: single(isInverse ? deviations : deviations.map((sigma) => 1 / sigma)),
    offset: single(isInverse ? means : means.map((mean, index) => -mean / deviation(index))),
  };
  say(layer, model, 'Normalization with its values in the config replaced by Rescaling');
}
