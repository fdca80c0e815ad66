/** @file Layers that Keras applications bring along: ConvNeXt and RegNet have classes of their own. */
import { fieldsAt, numberAt, type Fields } from './fields.ts';
import { become, classOf, listedCalls, say, type Model } from './model.ts';

/** The class that runs it: `../layers/` has it. */
export const CHANNEL_SCALE = 'ChannelScale';

/** A weight for each channel. */
export function repairLayerScale(layer: Fields, model: Model): void {
  const config = fieldsAt(layer, 'config');
  const channels = numberAt(config, 'projection_dim');
  if (classOf(layer) !== 'LayerScale' || model.file.isKnown('LayerScale') || channels === null) return;
  become(layer, CHANNEL_SCALE, { trainable: config['trainable'] ?? true, channels });
  say(layer, model, `LayerScale of Keras applications run as ${CHANNEL_SCALE}`);
}

/** On one tensor it is dropout of whole examples; other libraries join two with it. */
export function repairStochasticDepth(layer: Fields, model: Model): void {
  if (classOf(layer) !== 'StochasticDepth' || model.file.isKnown('StochasticDepth')) return;
  const { drop_path_rate: rate } = fieldsAt(layer, 'config');
  if (typeof rate !== 'number' || listedCalls(layer).some((refs) => refs.length !== 1)) return;
  become(layer, 'Activation', { activation: 'linear' });
  say(layer, model, 'StochasticDepth replaced by a linear Activation: it changes nothing outside training');
}
