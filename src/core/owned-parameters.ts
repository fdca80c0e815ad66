/** @file Parameters of the live variables that a scope owns. */
import { addParameters, isParameter, NO_PARAMETERS, type Parameters, type Weight } from './parameters.ts';
import { sizeOf } from './shape.ts';

/** Counts the variables of a scope by identity: those that it owns. */
export const parametersOf = (weights: readonly Weight[]): Parameters =>
  weights.filter(isParameter).reduce((sum, { shape, trainable, frozen }) => {
    const size = sizeOf(shape);
    return addParameters(sum, {
      trainable: trainable === null ? null : trainable ? size : 0,
      nonTrainable: trainable === null ? null : trainable ? 0 : size,
      frozen: frozen ? size : 0,
      total: size,
    });
  }, NO_PARAMETERS);
