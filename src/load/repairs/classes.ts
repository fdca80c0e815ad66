/** @file Operations in the place of layers, and classes that tfjs does not have. */
import { fieldsAt, isFields, textAt, type Fields } from './fields.ts';
import { classOf, isModel, nameOf, refuse, say, type Model } from './model.ts';
import { isFunction, operationOf } from './operations.ts';
import { STAND_INS } from './stand-ins.ts';

export function repairOperation(layer: Fields, model: Model): void {
  const isKeras3 = Array.isArray(layer['inbound_nodes']) && layer['inbound_nodes'].some(isFields);
  if (!isKeras3 && !isFunction(layer)) return;
  const operation = operationOf(layer);
  const called = textAt(fieldsAt(layer, 'config'), 'function') || classOf(layer);
  if (operation === null) throw refuse(layer, model, `calls ${called}, which no class of tfjs says`);
  const standIn = STAND_INS[operation.kind](operation, model);
  if (typeof standIn === 'string') throw refuse(layer, model, standIn);
  const { className, config, inputs } = standIn;
  layer['class_name'] = className;
  layer['config'] = { name: nameOf(layer), ...config };
  layer['inbound_nodes'] = [inputs.map(([name, call, output]) => [name, call, output, {}])];
  const values = Object.entries(config).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  // For an operation that is a layer too, only the spelling of the call differs.
  if (called === className && values.length === 0) return;
  say(layer, model, `${called} replaced by ${[className, ...values].join(' ')}`);
}

/** Keras has a layer `Identity`; in tfjs the name is an initialiser's. */
export function repairIdentity(layer: Fields, model: Model): void {
  if (classOf(layer) !== 'Identity') return;
  layer['class_name'] = 'Activation';
  layer['config'] = { name: nameOf(layer), activation: 'linear' };
  say(layer, model, 'Identity replaced by a linear Activation');
}

export function refuseUnknown(layer: Fields, model: Model): void {
  const className = classOf(layer);
  if (!isModel(className) && !model.file.isKnown(className)) throw refuse(layer, model, 'has no tfjs class');
}
