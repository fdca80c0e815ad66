/** @file Recurrent layers: what tfjs-layers 4.22 cannot compute, and the layers in a Bidirectional one. */
import { fieldsAt, isFields, textAt, type Fields } from './fields.ts';
import { classOf, refuse, say, type Model } from './model.ts';

/** The class that runs it: `../layers/` has it. */
export const RESET_AFTER = 'GRUResetAfter';

/** A GRU that resets the previous output behind its product, with a bias of its own: Keras's default, tfjs lacks it. */
export function repairResetAfter(layer: Fields, model: Model): void {
  if (classOf(layer) !== 'GRU' || fieldsAt(layer, 'config')['reset_after'] !== true) return;
  layer['class_name'] = RESET_AFTER;
  say(layer, model, `a GRU with reset_after run as ${RESET_AFTER}`);
}

export function refuseResetAfter(layer: Fields, model: Model): void {
  if (classOf(layer) !== 'GRUCell' || fieldsAt(layer, 'config')['reset_after'] !== true) return;
  throw refuse(layer, model, 'has reset_after, which tfjs lacks');
}

/** What makes the two directions differ, or has no part in what they compute. */
const isOwn = (key: string): boolean => /^(?:name|go_backwards|seed|.*_initializer)$/.test(key);

const shared = (config: Fields): string =>
  JSON.stringify(Object.entries(config).filter(([key]) => !isOwn(key)));

/**
 * tfjs-layers makes both directions from one layer and puts `forward_` and `backward_` before its name; Keras 3 writes
 * both, with those names.
 */
export function repairBidirectional(layer: Fields, model: Model): void {
  if (classOf(layer) !== 'Bidirectional') return;
  const config = fieldsAt(layer, 'config');
  const { layer: forward, backward_layer: backward } = config;
  if (!isFields(forward) || !isFields(backward)) return;
  const [there, back] = [fieldsAt(forward, 'config'), fieldsAt(backward, 'config')];
  const isTurned = (there['go_backwards'] === true) !== (back['go_backwards'] === true);
  if (!isTurned || classOf(forward) !== classOf(backward) || shared(there) !== shared(back))
    throw refuse(layer, model, 'has two layers that differ; tfjs makes the second from the first');
  const name = textAt(there, 'name');
  delete config['backward_layer'];
  if (name.startsWith('forward_')) there['name'] = name.slice('forward_'.length);
  say(layer, model, 'both directions read from the forward layer');
}
