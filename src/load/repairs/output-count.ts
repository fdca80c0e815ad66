/** @file How many outputs a call of a layer has, as far as its class and config say it. */
import { LAYER_FORMULAS } from '../../theory/layers/table.ts';
import { isOperationClass } from '../operations/classes.ts';
import { fieldsAt, listAt, type Fields } from './fields.ts';
import { classOf, isModel, isRef, type Model } from './model.ts';

/** States that a recurrent layer returns behind its output. */
const STATES: Readonly<Record<string, number>> = {
  SimpleRNN: 1,
  GRU: 1,
  GRUResetAfter: 1,
  LSTM: 2,
  ConvLSTM2D: 2,
};

const statesOf = (layer: Fields): number =>
  fieldsAt(layer, 'config')['return_state'] === true ? (STATES[classOf(layer)] ?? NaN) : 0;

/** `null` where it cannot be told: classes of one's own, operations. */
export function outputCountOf(layer: Fields, model: Model): number | null {
  const className = classOf(layer);
  const config = fieldsAt(layer, 'config');
  if (className === 'InputLayer' || className === 'Sequential') return 1;
  if (isModel(className)) {
    const ends = listAt(config, 'output_layers');
    return isRef(ends) ? 1 : ends.length;
  }
  if (className === 'Bidirectional') {
    const states = statesOf(fieldsAt(config, 'layer'));
    const outputs = (config['merge_mode'] ?? null) === null ? 2 : 1;
    return Number.isNaN(states) ? null : outputs + 2 * states;
  }
  if (Object.hasOwn(STATES, className)) return 1 + statesOf(layer);
  if (isOperationClass(className)) return null;
  // Layers with a closed form have one output, if they are tfjs's own.
  return Object.hasOwn(LAYER_FORMULAS, className) && model.file.isKnown(className) ? 1 : null;
}
