/** @file Dense layers of any rank, embeddings, and dot products of two inputs. */
import { sizeOf } from '../../core/shape.ts';
import type { LayerFormulas, LayerFormula } from '../../core/theory.ts';
import { amount, NO_WORK, type Work } from '../../core/work.ts';
import { axisOf, biases, dim, integer, only, owned } from '../config.ts';

/** rows·in·out: a matrix product for every index before the last; (in + 1)·out parameters. */
const dense: LayerFormula = (config, inputs) => {
  const input = only(inputs);
  if (input.length < 2) throw new Error(`it takes an input of rank 2 or more, got [${input.join(', ')}]`);
  const [batch = 0, ...rest] = input.slice(0, -1);
  const [width, units] = [dim(input, -1), integer(config, 'units')];
  return {
    outputs: [[batch, ...rest, units]],
    work: [amount('products', 'multiplyAdds', { rows: sizeOf(rest), in: width, out: units, batch })],
    parameters: owned(config, width * units + biases(config, units)),
  };
};

/** A row of the table for each index: a look-up, no arithmetic. */
const embedding: LayerFormula = (config, inputs) => {
  const [rows, width] = [integer(config, 'input_dim'), integer(config, 'output_dim')];
  return { outputs: [[...only(inputs), width]], work: NO_WORK, parameters: owned(config, rows * width) };
};

/**
 * Contracts one axis of each input, for each example of the batch. Two inputs of rank 2 are multiplied
 * element by element and then summed: those are multiplies and adds, not the multiply-adds of a matrix
 * product.
 */
const dot: LayerFormula = (config, inputs) => {
  const [left, right] = inputs;
  if (left === undefined || right === undefined || inputs.length > 2) {
    throw new Error(`it takes two inputs, got ${inputs.length}`);
  }
  if (inputs.some(({ length }) => length < 2 || length > 3))
    throw new Error('it takes inputs of rank 2 or 3');
  const axes = config['axes'] ?? null;
  const [leftAxis = null, rightAxis = null] = Array.isArray(axes) ? axes : [axes, axes];
  const at = [axisOf(leftAxis, left.length, 'axes'), axisOf(rightAxis, right.length, 'axes')] as const;
  if (at[0] === 0 || at[1] === 0) throw new Error('axes must not be the batch axis');
  const [batch, contracted] = [dim(left, 0), dim(left, at[0])];
  if (dim(right, at[1]) !== contracted || dim(right, 0) !== batch) {
    throw new Error(
      `[${left.join(', ')}] and [${right.join(', ')}] do not agree on axes ${JSON.stringify(axes)}`,
    );
  }
  const leftRest = left.filter((_, i) => i !== 0 && i !== at[0]);
  const rightRest = right.filter((_, i) => i !== 0 && i !== at[1]);
  const rest = [...leftRest, ...rightRest];
  const work: Work =
    rest.length === 0
      ? [
          amount('elementwise', 'multiplies', { contracted, batch }),
          amount('reduction', 'adds', { contractedLessOne: contracted - 1, batch }),
        ]
      : [
          amount('products', 'multiplyAdds', {
            left: sizeOf(leftRest),
            right: sizeOf(rightRest),
            contracted,
            batch,
          }),
        ];
  return { outputs: [[batch, ...(rest.length === 0 ? [1] : rest)]], work, parameters: owned(config, 0) };
};

export const DENSE = { Dense: dense, Embedding: embedding, Dot: dot } satisfies LayerFormulas;
