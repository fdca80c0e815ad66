/** @file Slopes and thresholds of rectifiers, which tfjs-layers 4.22 reads in LeakyReLU alone, under its old name. */
import { fieldsAt, numberAt, type Fields } from './fields.ts';
import { classOf, refuse, say, type Model } from './model.ts';

/** Keras 3 says `negative_slope`; tfjs would take its own default. */
export function repairLeakyReLU(layer: Fields, model: Model): void {
  const config = fieldsAt(layer, 'config');
  const slope = config['negative_slope'];
  if (classOf(layer) !== 'LeakyReLU' || slope === undefined || 'alpha' in config) return;
  config['alpha'] = slope;
  delete config['negative_slope'];
  say(layer, model, 'negative_slope read as alpha');
}

/** max(0, x) up to a maximum is all that tfjs computes. */
export function repairReLU(layer: Fields, model: Model): void {
  if (classOf(layer) !== 'ReLU') return;
  const config = fieldsAt(layer, 'config');
  const [slope, threshold] = [numberAt(config, 'negative_slope') ?? 0, numberAt(config, 'threshold') ?? 0];
  if (slope === 0 && threshold === 0) return;
  if (threshold !== 0 || (config['max_value'] ?? null) !== null)
    throw refuse(layer, model, 'has a threshold or a slope beside a maximum, which tfjs ignores');
  layer['class_name'] = 'LeakyReLU';
  config['alpha'] = slope;
  for (const key of ['negative_slope', 'threshold', 'max_value']) delete config[key];
  say(layer, model, 'a ReLU with a negative slope replaced by LeakyReLU');
}
