/**
 * @file Shapes of tensors, as far as a file gives them: beside references (Keras 3), in `build_config`, or by following the
 * layers back.
 */
import { isOperationClass, operationShape } from '../operations/classes.ts';
import {
  fieldsAt,
  isNumbers,
  isOpenShape,
  listAt,
  numberAt,
  textAt,
  type Fields,
  type OpenShape,
} from './fields.ts';
import { classOf, isModel, isRef, layerNamed, layersOf, tensorKey, type Model, type Ref } from './model.ts';
import { OPEN, RULES } from './shape-rules.ts';

/** `null` where the file does not give it. */
export function shapeOf(ref: Ref, model: Model): OpenShape | null {
  const [name, call] = ref;
  const behind = model.moved.get(name);
  if (behind !== undefined) return shapeOf([behind, call, 0, {}], model);
  const key = tensorKey(ref);
  const known = model.tensors.get(key)?.shape ?? model.shapes.get(key);
  if (known !== undefined) return known;
  const layer = layerNamed(model, name);
  const shape =
    layer === undefined ? null : outputOf(layer, isModel(classOf(layer)) ? call - 1 : call, model, ref[2]);
  model.shapes.set(key, shape);
  return shape;
}

/** `null` where the file does not give it. */
export function dtypeOf(ref: Ref, model: Model): string | null {
  const known = model.tensors.get(tensorKey(ref));
  const layer = layerNamed(model, ref[0]);
  if (known !== undefined || layer === undefined) return known?.dtype ?? null;
  if (classOf(layer) === 'tf.shape') return 'int32';
  if (classOf(layer) === 'tf.cast') return textAt(fieldsAt(fieldsAt(layer, 'config'), 'takes'), 'dtype');
  if (isOperationClass(classOf(layer))) {
    const [input] = inputsOf(layer, ref[1]);
    return input === undefined ? null : dtypeOf(input, model);
  }
  return classOf(layer) === 'InputLayer' ? textAt(fieldsAt(layer, 'config'), 'dtype') || null : null;
}

/** The shape of a layer's first input. */
export function inputOf(layer: Fields, model: Model, call = 0): OpenShape | null {
  const built = fieldsAt(layer, 'build_config')['input_shape'];
  if (isOpenShape(built) && built.length > 0) return built;
  if (model.isSequential) {
    const layers = layersOf(model);
    const before = layers[layers.indexOf(layer) - 1];
    const own = fieldsAt(layer, 'config')['batch_input_shape'];
    if (before === undefined) return isOpenShape(own) ? own : null;
    return outputOf(before, 0, model);
  }
  const input = inputsOf(layer, call)[0];
  return input === undefined ? null : shapeOf(input, model);
}

function inputsOf(layer: Fields, call: number): Ref[] {
  const node = listAt(layer, 'inbound_nodes')[call];
  if (isRef(node)) return [node];
  return Array.isArray(node) ? node.filter(isRef) : [];
}

const MERGES: ReadonlySet<string> = new Set([
  'Add',
  'Multiply',
  'Average',
  'Maximum',
  'Minimum',
  'Concatenate',
]);

function outputOf(layer: Fields, call: number, model: Model, output = 0): OpenShape | null {
  const className = classOf(layer);
  const config = fieldsAt(layer, 'config');
  if (className === 'InputLayer') {
    const shape = config['batch_input_shape'];
    return isOpenShape(shape) ? shape : null;
  }
  if (isModel(className)) return modelOutputOf(layer, model);
  if (className === 'Reshape') {
    const sizes = config['target_shape'];
    return isNumbers(sizes) ? [OPEN, ...sizes.map((size) => (size < 0 ? OPEN : size))] : null;
  }
  if (isOperationClass(className)) return operationOutput(layer, call, model, output);
  if (MERGES.has(className)) return mergedOf(layer, call, config, model);
  const rule = Object.hasOwn(RULES, className) ? RULES[className] : undefined;
  // Rules have the channels last.
  if (rule === undefined || config['data_format'] === 'channels_first') return null;
  const input = inputOf(layer, model, call);
  return input === null ? null : rule(input, config);
}

/** Shape of a nested model's last output. */
function modelOutputOf(layer: Fields, model: Model): OpenShape | null {
  const config = fieldsAt(layer, 'config');
  const isSequential = classOf(layer) === 'Sequential';
  const inner: Model = {
    ...model,
    config,
    isSequential,
    tensors: new Map(),
    shapes: new Map(),
    moved: new Map(),
    sized: new Set(),
  };
  if (isSequential) {
    const last = layersOf(inner).at(-1);
    return last === undefined ? null : outputOf(last, 0, inner);
  }
  const [output] = listAt(config, 'output_layers');
  return isRef(output) ? shapeOf(output, inner) : null;
}

function mergedOf(layer: Fields, call: number, config: Fields, model: Model): OpenShape | null {
  const inputs = inputsOf(layer, call).map((ref) => shapeOf(ref, model));
  const [first] = inputs;
  if (!first || !inputs.every((shape) => shape?.length === first.length)) return null;
  const axis = classOf(layer) === 'Concatenate' ? (numberAt(config, 'axis') ?? -1) : null;
  const rank = first.length;
  return first.map((_, index) => {
    const sizes = inputs.map((shape) => shape?.[index] ?? null);
    return axis === index || axis === index - rank ? sumOf(sizes) : stretched(sizes);
  });
}

function operationOutput(layer: Fields, call: number, model: Model, output: number): OpenShape | null {
  const inputs = inputsOf(layer, call).map((ref) => shapeOf(ref, model));
  if (!inputs.every((shape) => shape !== null)) return null;
  try {
    const shapes = operationShape(classOf(layer), fieldsAt(fieldsAt(layer, 'config'), 'takes'), inputs);
    const first = shapes[0];
    return Array.isArray(first) ? ((shapes as readonly OpenShape[])[output] ?? null) : (shapes as OpenShape);
  } catch {
    return null;
  }
}

const sumOf = (sizes: readonly (number | null)[]): number | null =>
  sizes.reduce((sum, size) => (sum === null || size === null ? null : sum + size), 0);

/** Sizes of 1 are stretched to the others'. */
function stretched(sizes: readonly (number | null)[]): number | null {
  const known = sizes.find((size) => size !== null && size !== 1);
  return known ?? (sizes.includes(null) ? null : 1);
}
