/** @file Models that a caller gives, checked. */
import { TfjsFlopsError } from '../core/errors.ts';
import { received } from '../core/options.ts';
import { refuseDisposed } from '../session/disposed.ts';
import { isModel, type ModelLike } from '../trace/tracer.ts';

/** @throws TfjsFlopsError `invalid-input` for anything but an array of models */
export function checkModels(models: unknown): readonly ModelLike[] {
  if (!Array.isArray(models))
    throw new TfjsFlopsError(
      'invalid-input',
      `models must be an array of LayersModels and GraphModels, got ${received(models)}`,
      { remedies: [isModel(models) ? 'write models: [model]' : 'write models: [a, b]'] },
    );
  const wrong = models.findIndex((model) => !isModel(model));
  if (wrong >= 0)
    throw new TfjsFlopsError(
      'invalid-input',
      `models[${wrong}] must be a LayersModel (tf.model, tf.sequential, tf.loadLayersModel) or a GraphModel ` +
        `(tf.loadGraphModel), got ${received(models[wrong])}`,
      {
        remedies: [
          models[wrong] instanceof Promise
            ? 'await it'
            : 'leave it out: the kernels of everything else are counted all the same',
        ],
      },
    );
  for (const [i, model] of (models as readonly ModelLike[]).entries()) refuseDisposed(`models[${i}]`, model);
  return models as readonly ModelLike[];
}
