/** @file PReLU, the one activation with parameters of its own. */
import { sizeOf, type Json } from '../../core/shape.ts';
import type { LayerFormulas, LayerFormula } from '../../core/theory.ts';
import { NO_WORK } from '../../core/work.ts';
import { axisOf, only, owned } from '../config.ts';

/** One slope α for each element of an example, one for all along each of `shared_axes`. */
const prelu: LayerFormula = (config, inputs) => {
  const input = only(inputs);
  const listed: readonly Json[] = [config['shared_axes'] ?? []].flat();
  const shared = new Set(listed.map((axis) => axisOf(axis, input.length, 'shared_axes')));
  const slopes = sizeOf(input.filter((_, axis) => axis > 0 && !shared.has(axis)));
  return { outputs: [input], work: NO_WORK, parameters: owned(config, slopes) };
};

export const ACTIVATION = { PReLU: prelu } satisfies LayerFormulas;
