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
 * A file that lists no weights holds its architecture alone, and is let through.
 * @param file its weights under tfjs's names
 * @param isStrict whether weights of the file that no layer has are refused
 * @throws TfjsFlopsError `invalid-model`: the first weight of another shape, or that only one of both has
 */
export function checkListedShapes(
  model: LayersModel,
  { location, weightSpecs }: ModelFile,
  isStrict: boolean,
): void {
  if (weightSpecs.length === 0) return;
  const listed = new Map(weightSpecs.map(({ name, shape }) => [name, shape]));
  const contradiction = (makes: string, lists: string): TfjsFlopsError =>
    new TfjsFlopsError(
      'invalid-model',
      `${location} contradicts itself: its layers make ${makes}, and its weightsManifest lists ${lists}`,
      { remedies: ['convert the model again', 'leave the weightsManifest out if the layers are right'] },
    );
  for (const { originalName, shape } of model.weights) {
    const other = listed.get(originalName);
    listed.delete(originalName);
    if (other === undefined)
      throw contradiction(`"${originalName}" ${written(shape)}`, 'no weight of that name');
    if (!sameShape(other, shape as number[]))
      throw contradiction(`"${originalName}" ${written(shape)}`, written(other));
  }
  const [rest] = isStrict ? listed : [];
  if (rest !== undefined) throw contradiction('no weight of that name', `"${rest[0]}" ${written(rest[1])}`);
}
