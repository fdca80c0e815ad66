/**
 * @file Functions that configs name: activations, initialisers, regularisers. Keras writes some of them under names
 * or as classes that tfjs-layers 4.22 does not have, though it has the function.
 */
import { camelCase, fieldsAt, isFields, textAt, type Fields, type Value } from './fields.ts';
import { become, classOf, refuse, say, type Model } from './model.ts';

/** Names of Keras on the left, of tfjs on the right. */
const ACTIVATIONS: Readonly<Record<string, string>> = { silu: 'swish' };

const nameOfFunction = (value: Value | undefined): string => {
  if (!isFields(value)) return typeof value === 'string' ? value : '';
  // Keras writes a function as { class_name: 'function', config: 'relu' } or under its own name as class_name.
  return textAt(value, 'class_name') === 'function' ? textAt(value, 'config') : textAt(value, 'class_name');
};

/** Packages before a name: Keras's own, and that of keras-cv-attention-models, which has those of the papers. */
const PACKAGE = /^(?:(?:tf\.)?keras\.activations\.|(?:kecam\w*|common)>)/;

/** Activations that tfjs has not, which a layer of their own may have. */
const OPERATIONS: Readonly<Record<string, { readonly className: string; readonly takes?: Fields }>> = {
  hard_swish: { className: 'tf.hardSwish' },
  hard_silu: { className: 'tf.hardSwish' },
  leaky_relu: { className: 'tf.leakyRelu', takes: { alpha: 0.2 } },
  exponential: { className: 'tf.exp' },
};

export function repairActivations(layer: Fields, model: Model): void {
  const config = fieldsAt(layer, 'config');
  for (const key of ['activation', 'recurrent_activation']) {
    const value = config[key];
    const written = nameOfFunction(value);
    if (written === '') continue;
    const plain = written.replace(PACKAGE, '');
    const name = Object.hasOwn(ACTIVATIONS, plain) ? ACTIVATIONS[plain]! : plain;
    const operation = OPERATIONS[plain];
    if (key === 'activation' && classOf(layer) === 'Activation' && operation !== undefined) {
      become(layer, operation.className, { takes: { x: { input: 0 }, ...operation.takes } });
      say(layer, model, `activation ${written} run as ${operation.className}`);
      return;
    }
    if (!model.file.isKnown(camelCase(name)))
      throw refuse(layer, model, `has the ${key} "${name}", which tfjs lacks`);
    if (name !== written) say(layer, model, `${key} ${written} read as ${name}, its name in tfjs`);
    else if (isFields(value) && textAt(value, 'class_name') === 'function')
      say(layer, model, `${key} read as its name ${name}`);
    // Keras 3: clip(x / 6 + 1/2), tfjs as Keras 2: clip(x / 5 + 1/2).
    if (name === 'hard_sigmoid' && model.file.isKeras3)
      say(layer, model, `${key} hard_sigmoid is that of Keras 2 in tfjs: the same work, other values`);
    if (name !== written || (isFields(value) && textAt(value, 'class_name') === 'function'))
      config[key] = name;
  }
}

const INITIALIZERS: Readonly<Record<string, string>> = {
  LecunNormal: 'LeCunNormal',
  LecunUniform: 'LeCunUniform',
  OrthogonalInitializer: 'Orthogonal',
};

/** Their values are those of the file, or of no account where only the work is counted. */
export function repairInitializers(layer: Fields, model: Model): void {
  const config = fieldsAt(layer, 'config');
  for (const [key, value] of Object.entries(config)) {
    if (!key.endsWith('_initializer') || value === null) continue;
    const written = isFields(value) ? textAt(value, 'class_name') : '';
    if (written === '' || model.file.isKnown(written)) continue;
    const name = Object.hasOwn(INITIALIZERS, written) ? INITIALIZERS[written]! : 'Zeros';
    config[key] = { class_name: name, config: name === 'Zeros' ? {} : fieldsAt(value as Fields, 'config') };
    say(layer, model, `initialiser ${written} replaced by ${name}: weights come from the file`);
  }
}

/** tfjs has the sum of both alone. */
export function repairRegularizers(layer: Fields, model: Model): void {
  const config = fieldsAt(layer, 'config');
  for (const [key, value] of Object.entries(config)) {
    if (!key.endsWith('_regularizer') || !isFields(value)) continue;
    const name = textAt(value, 'class_name');
    if (name !== 'L1' && name !== 'L2') continue;
    const { l1, l2 } = fieldsAt(value, 'config');
    config[key] = { class_name: 'L1L2', config: { l1: l1 ?? 0, l2: l2 ?? 0 } };
    say(layer, model, `regulariser ${name} read as L1L2`);
  }
}
