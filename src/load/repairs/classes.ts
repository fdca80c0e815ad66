/** @file Operations in the place of layers, and classes that tfjs does not have. */
import { isOperationClass } from '../operations/classes.ts';
import { isFields, type Fields } from './fields.ts';
import { become, classOf, isModel, nameOf, refuse, say, type Model } from './model.ts';
import { functionNameOf, operationLayer } from './operation-layer.ts';
import { isFunction, operationOf } from './operations.ts';
import { CHANNEL_SCALE } from './applications.ts';
import { RESET_AFTER } from './recurrent.ts';
import { STAND_INS, type StandIn } from './stand-ins.ts';

export function repairOperation(layer: Fields, model: Model): void {
  const isKeras3 = Array.isArray(layer['inbound_nodes']) && layer['inbound_nodes'].some(isFields);
  if (!isKeras3 && !isFunction(layer)) return;
  const called = functionNameOf(layer) || classOf(layer);
  const standIn = standInOf(layer, model);
  if (typeof standIn === 'string') throw refuse(layer, model, standIn);
  const { className, config, inputs } = standIn;
  layer['class_name'] = className;
  layer['config'] = { name: nameOf(layer), ...config };
  layer['inbound_nodes'] = [inputs.map(([name, call, output]) => [name, call, output, {}])];
  if (isOperationClass(className)) return say(layer, model, `${called} run as ${className}`);
  const values = Object.entries(config).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  // For an operation that is a layer too, only the spelling of the call differs.
  if (called === className && values.length === 0) return;
  say(layer, model, `${called} replaced by ${[className, ...values].join(' ')}`);
}

/** A layer of tfjs, or an operation where none says the same. */
function standInOf(layer: Fields, model: Model): StandIn | string {
  const operation = operationOf(layer);
  const standIn = operation === null ? null : STAND_INS[operation.kind](operation, model);
  if (standIn !== null && typeof standIn !== 'string') return standIn;
  return operationLayer(layer, model);
}

/** Keras has a layer for a difference, where tfjs has those for other joins. */
export function repairSubtract(layer: Fields, model: Model): void {
  if (classOf(layer) !== 'Subtract' || model.file.isKnown('Subtract')) return;
  become(layer, 'tf.sub', { takes: { x: { input: 0 }, y: { input: 1 } } });
  say(layer, model, 'Subtract run as tf.sub');
}

/** Keras has a layer `Identity`; in tfjs the name is an initialiser's. */
export function repairIdentity(layer: Fields, model: Model): void {
  if (classOf(layer) !== 'Identity') return;
  layer['class_name'] = 'Activation';
  layer['config'] = { name: nameOf(layer), activation: 'linear' };
  say(layer, model, 'Identity replaced by a linear Activation');
}

const OWN: ReadonlySet<string> = new Set([RESET_AFTER, CHANNEL_SCALE]);

export function refuseUnknown(layer: Fields, model: Model): void {
  const className = classOf(layer);
  if (
    isModel(className) ||
    isOperationClass(className) ||
    OWN.has(className) ||
    model.file.isKnown(className)
  )
    return;
  throw refuse(layer, model, 'has no tfjs class');
}
