/** @file Weights in a file. */
import type { Weight } from '../core/parameters.ts';
import type { FileWeight } from './file.ts';
import { maybe, unusual } from './usual.ts';

/** @param isNodes whether the owner is a node: a frozen graph does not say what was trainable */
const usual = (
  isNodes: boolean,
): Pick<Weight, 'dtype' | 'alsoIn' | 'trainable' | 'frozen' | 'read' | 'diskBytes'> => ({
  dtype: 'float32',
  alsoIn: [],
  trainable: isNodes ? null : true,
  frozen: false,
  read: true,
  diskBytes: null,
});

export function saveWeight(
  { name, shape, scope, diskBytes, dtype, alsoIn, trainable, frozen, read }: Weight,
  isNodes: boolean,
): FileWeight {
  return {
    name,
    shape,
    ...unusual({ dtype, alsoIn, trainable }, usual(isNodes)),
    scope,
    ...(frozen ? { frozen } : {}),
    ...(read ? {} : { read }),
    ...maybe('diskBytes', diskBytes),
  };
}

export const restoreWeight = (weight: FileWeight, isNodes: boolean): Weight => ({
  ...usual(isNodes),
  ...weight,
});
