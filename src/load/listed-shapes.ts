/**
 * @file The shapes of weights as a file lists them, held against those of the layers. tfjs does it where it reads the
 * weights; where they are not read, a file that contradicts itself would be counted by one half of it.
 */
import type { LayersModel } from '@tensorflow/tfjs';
import { TfjsFlopsError } from '../core/errors.ts';
import { sameShape } from '../core/shape.ts';
import type { ModelFile } from './opened-model.ts';

const written = (shape: readonly (number | null)[]): string => `[${shape.join(', ')}]`;

/**
 * Weights that only one of both has are let through: a file may hold its architecture alone.
 * @param file its weights under tfjs's names
 * @throws TfjsFlopsError `invalid-model`: the first weight of another shape
 */
export function checkListedShapes(model: LayersModel, { location, weightSpecs }: ModelFile): void {
  const listed = new Map(weightSpecs.map(({ name, shape }) => [name, shape]));
  for (const { originalName, shape } of model.weights) {
    const other = listed.get(originalName);
    if (other === undefined || sameShape(other, shape as number[])) continue;
    throw new TfjsFlopsError(
      'invalid-model',
      `${location} contradicts itself: its layers make "${originalName}" ${written(shape)}, and its weightsManifest lists ${written(other)}`,
      { remedies: ['convert the model again', 'leave the weightsManifest out if the layers are right'] },
    );
  }
}
