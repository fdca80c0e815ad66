/**
 * @file Calls of functions that a file holds as layers, in three spellings: `TFOpLambda` of Keras 2 (a TensorFlow
 * function with its arguments), `TensorFlowOpLayer` of TensorFlow 2.0 to 2.3 (a node of a graph), and the operations
 * of Keras 3, whose class names are partly those of layers: `Multiply` with `[a, b]` is the layer, with `a, b` or
 * `a, 2` the operation.
 */
import { plainName } from '../operations/signatures.ts';
import { camelCase, fieldsAt, isFields, listAt, textAt, type Fields, type Value } from './fields.ts';
import { KERAS_3_FUNCTIONS } from './keras-3-functions.ts';
import { classOf, isRef, type Model, type Ref } from './model.ts';

export type Kind =
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'divide'
  | 'maximum'
  | 'minimum'
  | 'relu'
  | 'relu6'
  | 'sigmoid'
  | 'tanh'
  | 'silu'
  | 'elu'
  | 'selu'
  | 'softplus'
  | 'softsign'
  | 'softmax'
  | 'mean'
  | 'reshape'
  | 'concatenate'
  | 'identity';

export interface Operation {
  readonly kind: Kind;
  /** Operands in the order of the arguments; a list of tensors is one operand. */
  readonly operands: readonly Value[];
  readonly options: Fields;
}

/** Functions of TensorFlow and Keras, without their modules, that a layer of tfjs can stand in for. */
const FUNCTIONS: Readonly<Record<string, Kind>> = {
  add: 'add',
  subtract: 'subtract',
  multiply: 'multiply',
  truediv: 'divide',
  divide: 'divide',
  maximum: 'maximum',
  minimum: 'minimum',
  relu: 'relu',
  relu6: 'relu6',
  silu: 'silu',
  elu: 'elu',
  selu: 'selu',
  softmax: 'softmax',
  softsign: 'softsign',
  sigmoid: 'sigmoid',
  tanh: 'tanh',
  softplus: 'softplus',
  reduce_mean: 'mean',
  reshape: 'reshape',
  concat: 'concatenate',
  identity: 'identity',
};

/** Kernels of TensorFlow as `TensorFlowOpLayer` names them: those whose arguments are tensors and numbers alone. */
const NODES: Readonly<Record<string, Kind>> = {
  Add: 'add',
  AddV2: 'add',
  Sub: 'subtract',
  Mul: 'multiply',
  RealDiv: 'divide',
  Maximum: 'maximum',
  Minimum: 'minimum',
  Relu: 'relu',
  Relu6: 'relu6',
  Elu: 'elu',
  Selu: 'selu',
  Sigmoid: 'sigmoid',
  Tanh: 'tanh',
  Softplus: 'softplus',
  Softsign: 'softsign',
  Softmax: 'softmax',
  Identity: 'identity',
};

const KERAS_3: Readonly<Record<string, Kind>> = {
  Add: 'add',
  Subtract: 'subtract',
  Multiply: 'multiply',
  TrueDivide: 'divide',
  Divide: 'divide',
  Maximum: 'maximum',
  Minimum: 'minimum',
  Relu: 'relu',
  Relu6: 'relu6',
  Silu: 'silu',
  Elu: 'elu',
  Selu: 'selu',
  Sigmoid: 'sigmoid',
  Tanh: 'tanh',
  Softplus: 'softplus',
  Softsign: 'softsign',
  Mean: 'mean',
  Reshape: 'reshape',
};

/** Layers of Keras 2 that call a function. */
const FUNCTION_LAYERS: ReadonlySet<string> = new Set(['TFOpLambda', 'SlicingOpLambda', 'TensorFlowOpLayer']);

export const isFunction = (layer: Fields): boolean => FUNCTION_LAYERS.has(classOf(layer));

/** Operations that are layers too: which of the two a call is, its arguments show. */
const PAIRS: ReadonlySet<string> = new Set(['Add', 'Subtract', 'Multiply', 'Maximum', 'Minimum']);

/** Whether a call that Keras 3 wrote is one of an operation: layers that join take a list of tensors. */
export function isOperation(layer: Fields, call: Fields, { file }: Model): boolean {
  const className = classOf(layer);
  if (!Object.hasOwn(KERAS_3, className) && !Object.hasOwn(KERAS_3_FUNCTIONS, className)) return false;
  if (PAIRS.has(className)) return listAt(call, 'args').length > 1;
  if (className === 'Reshape') return 'newshape' in fieldsAt(layer, 'config');
  return !file.isKnown(camelCase(className));
}

/** Reads the operation of a layer; `null` where the layer is none, or none of those above. */
export function operationOf(layer: Fields): Operation | null {
  const calls = listAt(layer, 'inbound_nodes');
  const [call] = calls;
  if (calls.length !== 1 || call === undefined) return null;
  const className = classOf(layer);
  if (className === 'TFOpLambda') return functionOf(layer, call);
  if (className === 'TensorFlowOpLayer') return nodeOf(layer, call);
  return isFields(call) ? keras3Of(layer, call) : null;
}

/** The function that a layer of Keras 2 calls, and its call; `null` for other layers. */
export function callOf(layer: Fields): { readonly called: string; readonly call: Value } | null {
  const [call, ...others] = listAt(layer, 'inbound_nodes');
  const called = textAt(fieldsAt(layer, 'config'), 'function');
  if (!isFunction(layer) || called === '' || call === undefined || others.length > 0) return null;
  return { called, call };
}

/** A reference that stands for the number in its third place. */
export const CONSTANT = '_CONSTANT_VALUE';

const operandOf = (value: Value): Value => (isRef(value) && value[0] === CONSTANT ? value[2] : value);

/** The first argument is the reference, the others are its keywords; a list of tensors repeats those for each. */
function functionOf(layer: Fields, call: Value): Operation | null {
  const name = plainName(textAt(fieldsAt(layer, 'config'), 'function'));
  const kind = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  const first = isRef(call) || !Array.isArray(call) ? call : call[0];
  if (kind === undefined || !isRef(first)) return null;
  const { y, name: _, ...options } = first[3] ?? {};
  return {
    kind,
    operands: [operandOf(call), ...(y === undefined ? [] : [y])],
    options,
  };
}

/** TensorFlow 2.0 wrote the node as a text within the JSON. */
function parsed(text: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return null;
  }
}

/** `constants` fill the places of arguments that are no tensors. */
function nodeOf(layer: Fields, call: Value): Operation | null {
  const { node_def: node, constants } = fieldsAt(layer, 'config');
  const definition = typeof node === 'string' ? parsed(node) : node;
  const name = isFields(definition) ? textAt(definition, 'op') : '';
  const kind = Object.hasOwn(NODES, name) ? NODES[name] : undefined;
  if (kind === undefined || !Array.isArray(call)) return null;
  const operands: Value[] = [...call];
  for (const [place, value] of Object.entries(isFields(constants) ? constants : {}))
    operands.splice(Number(place), 0, value);
  return { kind, operands, options: {} };
}

function keras3Of(layer: Fields, call: Fields): Operation | null {
  const kind = KERAS_3[classOf(layer)];
  if (kind === undefined || Object.values(fieldsAt(call, 'kwargs')).some((value) => value !== null))
    return null;
  const { name: _, dtype: _dtype, trainable: _trainable, ...options } = fieldsAt(layer, 'config');
  return { kind, operands: listAt(call, 'args'), options };
}

export const refsOf = (operand: Value): readonly Ref[] =>
  isRef(operand) ? [operand] : Array.isArray(operand) ? operand.filter(isRef) : [];
