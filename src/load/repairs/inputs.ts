/** @file The shape and the dtype of inputs, and the dtype policies of layers. */
import { fieldsAt, isFields, textAt, type Fields } from './fields.ts';
import { classOf, refuse, say, type Model } from './model.ts';

/** Keras 3 says `batch_shape`, Keras 2 and tfjs-layers `batch_input_shape`. */
export function repairBatchShape(layer: Fields, model: Model): void {
  const config = fieldsAt(layer, 'config');
  if (!('batch_shape' in config) || 'batch_input_shape' in config) return;
  config['batch_input_shape'] = config['batch_shape']!;
  delete config['batch_shape'];
  say(layer, model, 'batch_shape read as batch_input_shape');
}

/** Policies that name the dtype of the variables; tfjs computes in float32. */
const POLICIES: ReadonlySet<string> = new Set([
  'float32',
  'float16',
  'bfloat16',
  'float64',
  'mixed_float16',
  'mixed_bfloat16',
]);

/** A dtype policy is an object in Keras 3; one that quantises has other weights and other work. */
export function repairDtypePolicy(layer: Fields, model: Model): void {
  const config = fieldsAt(layer, 'config');
  const policy = config['dtype'];
  if (!isFields(policy)) return;
  const name = textAt(fieldsAt(policy, 'config'), 'name');
  if (!POLICIES.has(name))
    throw refuse(layer, model, `has the dtype policy ${JSON.stringify(name)}, which tfjs lacks`);
  config['dtype'] = 'float32';
  say(
    layer,
    model,
    name === 'float32'
      ? 'dtype policy read as its name float32'
      : `dtype policy ${name} read as float32, in which tfjs computes`,
  );
}

/** The tfjs dtype that holds the values of an input. */
const DTYPES: Readonly<Record<string, string>> = {
  float16: 'float32',
  bfloat16: 'float32',
  float64: 'float32',
  uint8: 'int32',
  int8: 'int32',
  uint16: 'int32',
  int16: 'int32',
  uint32: 'int32',
  int64: 'int32',
};

/** tfjs casts what it is fed to the dtype of the input, and casts to its own dtypes alone. */
export function repairInputDtype(layer: Fields, model: Model): void {
  if (classOf(layer) !== 'InputLayer') return;
  const config = fieldsAt(layer, 'config');
  const dtype = textAt(config, 'dtype');
  if (!Object.hasOwn(DTYPES, dtype)) return;
  config['dtype'] = DTYPES[dtype]!;
  say(layer, model, `dtype ${dtype} of the input read as ${DTYPES[dtype]}`);
}
