/** @file Layers that hold another layer and ask the table for its closed form. */
import type { Parameters } from '../../core/parameters.ts';
import { isObject, type Shape } from '../../core/shape.ts';
import type { LayerConfig, LayerDerivation, LayerFormulas } from '../../core/theory.ts';
import type { Factors, Work } from '../../core/work.ts';
import { choice, dim, flag, only, trainableOf } from '../config.ts';
import { refuseOldNames } from './old-names.ts';

/** The held layer's derivation. @throws where it has no closed form */
function derivationOf(
  config: LayerConfig,
  inputs: readonly Shape[],
  layerFormulas: LayerFormulas,
): LayerDerivation {
  const layer = config['layer'];
  const className = isObject(layer) ? layer['class_name'] : undefined;
  const inner = isObject(layer) ? layer['config'] : undefined;
  if (typeof className !== 'string' || !isObject(inner)) throw new Error('its config holds no layer');
  const theory = layerFormulas[className];
  if (theory === undefined) throw new Error(`it wraps a ${className}, for which there is no closed form`);
  refuseOldNames(inner);
  return theory({ ...inner, trainable: trainableOf(config, inner) }, inputs);
}

/** A factor more in every amount, under a name that it does not have yet. */
const times = (work: Work, name: string, count: number): Work =>
  work.map((amount) => ({ ...amount, factors: withFactor(amount.factors, name, count) }));
const withFactor = (factors: Factors, name: string, count: number): Factors =>
  name in factors ? withFactor(factors, `outer${name}`, count) : { ...factors, [name]: count };

const twice = ({ trainable, nonTrainable, frozen, total }: Parameters): Parameters => ({
  trainable: trainable === null ? null : 2 * trainable,
  nonTrainable: nonTrainable === null ? null : 2 * nonTrainable,
  frozen: 2 * frozen,
  total: 2 * total,
});

/**
 * `TimeDistributed` and `Bidirectional` over the layers of `layerFormulas`, which is read when they are applied.
 */
export const wrappersOver = (layerFormulas: LayerFormulas) =>
  ({
    /** The held layer at each step of [B, T, …], with the same weights. */
    TimeDistributed: (config, inputs) => {
      const [batch = 0, steps = 0, ...example] = only(inputs);
      const each = derivationOf(config, [[batch, ...example]], layerFormulas);
      const output = only(each.outputs);
      return {
        outputs: [[batch, steps, ...output.slice(1)]],
        work: times(each.work, 'steps', steps),
        parameters: each.parameters,
      };
    },
    /** The held recurrent layer twice, once on the reversed sequence, each with weights of its own. */
    Bidirectional: (config, inputs) => {
      if (flag(config, 'time_major', false)) throw new Error('time_major is true, which tfjs-layers ignores');
      const { outputs, work, parameters } = derivationOf(config, inputs.slice(0, 1), layerFormulas);
      const [output, ...states] = outputs;
      if (output === undefined) throw new Error('the layer that it wraps has no output');
      const merged: Readonly<Record<'concat' | 'sum' | 'mul' | 'ave', readonly Shape[]>> = {
        concat: [[...output.slice(0, -1), 2 * dim(output, -1)]],
        sum: [output],
        mul: [output],
        ave: [output],
      };
      const separate = config['merge_mode'] === null;
      return {
        outputs: [
          ...(separate
            ? [output, output]
            : merged[choice(config, 'merge_mode', 'concat', 'sum', 'mul', 'ave')]),
          ...states,
          ...states,
        ],
        work: times(work, 'directions', 2),
        parameters: twice(parameters),
      };
    },
  }) satisfies LayerFormulas;
