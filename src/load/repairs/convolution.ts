/** @file Convolutions: fields of plain convolutions that a separable one has by inheritance, and groups. */
import { fieldsAt, type Fields } from './fields.ts';
import { classOf, refuse, say, type Model } from './model.ts';

const GENERIC: readonly string[] = ['kernel_initializer', 'kernel_regularizer', 'kernel_constraint'];

/**
 * Keras 2 writes what a separable convolution inherits and never uses; tfjs-layers refuses it
 * (layers/convolutional.js, `SeparableConv`).
 */
export function repairSeparable(layer: Fields, model: Model): void {
  if (classOf(layer) !== 'SeparableConv2D') return;
  const config = fieldsAt(layer, 'config');
  const unused = GENERIC.filter((key) => (config[key] ?? null) !== null);
  if (unused.length === 0) return;
  for (const key of unused) delete config[key];
  say(layer, model, `${unused.join(', ')} dropped: a separable convolution has no such kernel`);
}

/** tfjs-layers writes the dilation down and never reads it (layers/convolutional_depthwise.js, `call`). */
export function sayDilation(layer: Fields, model: Model): void {
  if (classOf(layer) !== 'DepthwiseConv2D') return;
  const { dilation_rate: rate, padding } = fieldsAt(layer, 'config');
  const isDilated = [rate ?? 1].flat().some((each) => each !== 1);
  if (!isDilated || padding !== 'same') return;
  say(
    layer,
    model,
    `dilation ${JSON.stringify(rate)} is 1 in tfjs, which ignores it: the same work, other values`,
  );
}

/** tfjs-layers would load a convolution in groups as one over all channels. */
export function refuseGroups(layer: Fields, model: Model): void {
  const { groups } = fieldsAt(layer, 'config');
  if (!classOf(layer).includes('Conv') || groups === undefined || groups === null || groups === 1) return;
  throw refuse(layer, model, `works in ${JSON.stringify(groups)} groups, which tfjs-layers ignores`);
}
