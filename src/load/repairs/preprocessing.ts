/** @file Preprocessing that tfjs-layers 4.22 lacks, or whose shapes it gets wrong. */
import { fieldsAt, numberAt, textAt, type Fields } from './fields.ts';
import { become, classOf, layerNamed, layersOf, listedCalls, refuse, say, type Model } from './model.ts';

const IMAGE = { x: { input: 0 } };

/** tfjs gives the output of an image without its batch: what follows is built for another shape. */
export function repairResizing(layer: Fields, model: Model): void {
  if (classOf(layer) !== 'Resizing') return;
  const config = fieldsAt(layer, 'config');
  const [height, width] = [numberAt(config, 'height'), numberAt(config, 'width')];
  const method = textAt(config, 'interpolation') || 'bilinear';
  if (method !== 'bilinear' && method !== 'nearest')
    throw refuse(layer, model, `interpolates ${method}, which tfjs lacks`);
  for (const key of ['crop_to_aspect_ratio', 'pad_to_aspect_ratio'])
    if (config[key] === true) throw refuse(layer, model, `has ${key}, which tfjs lacks`);
  if (height === null || width === null || config['data_format'] === 'channels_first')
    throw refuse(layer, model, 'does not resize height and width to two numbers');
  become(layer, 'tf.resize', { takes: { ...IMAGE, to: [height, width], method } });
  say(layer, model, 'Resizing run as tf.resize, with the batch in its shape');
}

/** tfjs writes the output's size over the shape of the input, which others read too. */
export function repairCenterCrop(layer: Fields, model: Model): void {
  if (classOf(layer) !== 'CenterCrop' || !isReadByOthers(layer, model)) return;
  const config = fieldsAt(layer, 'config');
  const [height, width] = [numberAt(config, 'height'), numberAt(config, 'width')];
  if (height === null || width === null || config['data_format'] === 'channels_first')
    throw refuse(layer, model, 'does not crop height and width to two numbers');
  become(layer, 'tf.centerCrop', { takes: { ...IMAGE, height, width } });
  say(layer, model, 'CenterCrop run as tf.centerCrop: tfjs would change the shape of its input');
}

/** Whether the input of a layer is one of the model, or an input of other layers too. */
function isReadByOthers(layer: Fields, model: Model): boolean {
  const layers = layersOf(model);
  if (model.isSequential) {
    const before = layers[layers.indexOf(layer) - 1];
    return before === undefined || classOf(before) === 'InputLayer';
  }
  const names = new Set(
    listedCalls(layer)
      .flat()
      .map(([name]) => name),
  );
  if ([...names].some((name) => classOf(layerNamed(model, name) ?? {}) === 'InputLayer')) return true;
  const readers = layers.filter((other) =>
    listedCalls(other)
      .flat()
      .some(([name]) => names.has(name)),
  );
  return readers.length > 1;
}

/** tfjs's words are ours of ../operations/. */
const MODES: Readonly<Record<string, string>> = {
  multi_hot: 'any',
  count: 'count',
  one_hot: 'each',
  binary: 'any',
};

/** As CenterCrop, it writes the number of tokens over the shape of the input. */
export function repairCategoryEncoding(layer: Fields, model: Model): void {
  if (classOf(layer) !== 'CategoryEncoding' || !isReadByOthers(layer, model)) return;
  const config = fieldsAt(layer, 'config');
  const tokens = numberAt(config, 'num_tokens');
  const mode = MODES[textAt(config, 'output_mode') || 'multi_hot'];
  if (tokens === null || mode === undefined || config['sparse'] === true)
    throw refuse(
      layer,
      model,
      'does not encode a number of tokens, as which they are, how many, or one each',
    );
  become(layer, 'tf.encode', { takes: { x: { input: 0 }, tokens, mode } });
  say(layer, model, 'CategoryEncoding run as tf.encode: tfjs would change the shape of its input');
}

/** Augmentation and regularisation: what they change while a model is trained, they let through otherwise. */
const RANDOM: ReadonlySet<string> = new Set(
  (
    'RandomFlip RandomRotation RandomZoom RandomTranslation RandomContrast RandomBrightness RandomHeight RandomWidth ' +
    'RandomShear RandomHue RandomSaturation RandomSharpness RandomGrayscale RandomInvert RandomPosterization ' +
    'SpatialDropout2D SpatialDropout3D ActivityRegularization ' +
    'RandomPerspective RandomErasing RandomElasticTransform RandomGaussianBlur RandomColorJitter RandomColorDegeneration'
  ).split(' '),
);

export function repairRandom(layer: Fields, model: Model): void {
  const className = classOf(layer);
  const isTfjs = model.file.isKnown(className) && model.file.isOfTfjs;
  if (!RANDOM.has(className) || isTfjs) return;
  if (model.file.isKnown(className) && !className.startsWith('Random')) return;
  become(layer, 'Activation', { activation: 'linear' });
  say(layer, model, `${className} replaced by a linear Activation: it changes nothing outside training`);
}
