/** @file Layers over sequences that tfjs-layers 4.22 lacks: their paddings and repetitions are operations of tfjs. */
import { fieldsAt, isNumbers, numberAt, type Fields, type Value } from './fields.ts';
import { become, classOf, freeName, nameOf, putBefore, refuse, say, type Model } from './model.ts';

/** Zeros before and after the steps of [batch, steps, channels]. */
const padding = (before: number, after: number): Fields => ({
  takes: {
    x: { input: 0 },
    paddings: [
      [0, 0],
      [before, after],
      [0, 0],
    ],
    mode: 'CONSTANT',
    value: 0,
  },
});

/** `[n]`, `n`: one number. */
const single = (value: Value | undefined): number | null => {
  const only = isNumbers(value) && value.length === 1 ? value[0] : value;
  return typeof only === 'number' ? only : null;
};

/** Causal: a step sees itself and those before it. tfjs has the padding and does not run it. */
export function repairCausal(layer: Fields, model: Model): void {
  const config = fieldsAt(layer, 'config');
  if (classOf(layer) !== 'Conv1D' || config['padding'] !== 'causal') return;
  const [taps, dilation] = [single(config['kernel_size']), single(config['dilation_rate'] ?? 1)];
  if (taps === null || dilation === null || config['data_format'] === 'channels_first')
    throw refuse(layer, model, 'has causal padding, and not the steps before the channels');
  const name = freeName(`${nameOf(layer)}_causal`, model);
  const zeros = (taps - 1) * dilation;
  config['padding'] = 'valid';
  putBefore(
    layer,
    { class_name: 'tf.pad', name, config: { name, ...padding(zeros, 0) }, inbound_nodes: [] },
    model,
  );
  say(layer, model, 'causal padding replaced by zeros before it, tf.pad');
}

export function repairZeroPadding1D(layer: Fields, model: Model): void {
  if (classOf(layer) !== 'ZeroPadding1D' || model.file.isKnown('ZeroPadding1D')) return;
  const config = fieldsAt(layer, 'config');
  const value = config['padding'] ?? 1;
  const [before, after] = isNumbers(value) ? value : [value, value];
  if (typeof before !== 'number' || typeof after !== 'number' || config['data_format'] === 'channels_first')
    throw refuse(layer, model, `has the padding ${JSON.stringify(value)}, not one or two numbers`);
  become(layer, 'tf.pad', padding(before, after));
  say(layer, model, 'ZeroPadding1D run as tf.pad');
}

/** Steps that are left out at the beginning and at the end. */
export function repairCropping1D(layer: Fields, model: Model): void {
  if (classOf(layer) !== 'Cropping1D' || model.file.isKnown('Cropping1D')) return;
  const value = fieldsAt(layer, 'config')['cropping'] ?? 1;
  const [before, after] = isNumbers(value) ? value : [value, value];
  if (typeof before !== 'number' || typeof after !== 'number')
    throw refuse(layer, model, `crops ${JSON.stringify(value)}, not one or two numbers`);
  const all = { start: null, stop: null, step: null };
  const kept = { start: before, stop: after === 0 ? null : -after, step: null };
  become(layer, 'tf.slice', { takes: { x: { input: 0 }, spec: [all, kept] } });
  say(layer, model, 'Cropping1D run as tf.slice');
}

export function repairUpSampling1D(layer: Fields, model: Model): void {
  if (classOf(layer) !== 'UpSampling1D' || model.file.isKnown('UpSampling1D')) return;
  const times = numberAt(fieldsAt(layer, 'config'), 'size') ?? 2;
  become(layer, 'tf.repeat', { takes: { x: { input: 0 }, times, axis: 1 } });
  say(layer, model, 'UpSampling1D run as tf.repeat');
}
