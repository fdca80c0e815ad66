/** @file `keepdims` of global pooling, which tfjs-layers 4.22 ignores. */
import { fieldsAt, type Fields } from './fields.ts';
import { classOf, freeName, nameOf, putBehind, refuse, say, type Model } from './model.ts';
import { inputOf } from './shapes.ts';

const GLOBAL = /^Global(?:Average|Max)Pooling([12])D$/;

/** A Reshape behind gives the positions back, each of size 1: a view, no work. */
export function repairKeepdims(layer: Fields, model: Model): void {
  const [, axes] = GLOBAL.exec(classOf(layer)) ?? [];
  const config = fieldsAt(layer, 'config');
  if (axes === undefined || config['keepdims'] !== true) return;
  const isFirst = config['data_format'] === 'channels_first';
  const channels = inputOf(layer, model)?.at(isFirst ? 1 : -1) ?? null;
  if (channels === null)
    throw refuse(layer, model, 'keeps dimensions, and the file does not give its number of channels');
  delete config['keepdims'];
  const ones = Array.from({ length: Number(axes) }, () => 1);
  const sizes = isFirst ? [channels, ...ones] : [...ones, channels];
  const name = freeName(`${nameOf(layer)}_keepdims`, model);
  const reshape = { class_name: 'Reshape', name, config: { name, target_shape: sizes }, inbound_nodes: [] };
  putBehind(layer, reshape, model);
  say(layer, model, 'keepdims replaced by a Reshape after it');
}
