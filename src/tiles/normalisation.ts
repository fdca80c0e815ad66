/** @file Softmax and batch norm. */
import { sizeOf } from '../core/shape.ts';
import type { KernelCall } from '../core/kernel-call.ts';
import { closedForm, less, more, roundUp, type Tile } from './form.ts';
import { axis, outputsOf } from './shapes.ts';
import { PAIRED_ROOTS_FROM, tileSizes, twoAccumulatorsFrom } from './tile-sizes.ts';

/** Range reduction: 2 adds for rounding, 2 for the remainder; polynomial of degree 5: 4, and 1 to rebuild eˣ. */
const EXP_ADDS = 9;

/**
 * For each row of n: x − max and eˣ on whole vectors; the sum has an accumulator per lane and, for rows long
 * enough, two of them. Vectors: 4 adds to join two accumulators, 4 + 1 to sum up the lanes of one, 1 for each
 * element. Scalar: 1 to join.
 */
export const softmax: Tile = (call, machine) => {
  const outputs = outputsOf(call);
  const n = axis(call.outputs[0].shape, -1);
  if (outputs === 0) return closedForm([]);
  const rows = outputs / n;
  const { lanes } = tileSizes(machine);
  const run = roundUp(n, lanes);
  const isLong = n >= twoAccumulatorsFrom(machine);
  const joins = (isLong ? lanes : 0) + (lanes === 1 ? 0 : lanes + 1);
  return closedForm([
    more('exp polynomial', { rows, lanes: run, adds: EXP_ADDS }),
    more('lane tail', { rows, lanes: run - n }),
    more('row sums', { rows, adds: 1 + joins }),
  ]);
};

/**
 * An offset is added where there is none (0). From some channels on √(variance + ε) is taken in pairs, as doubles,
 * each with an add of four lanes of which two are empty.
 */
export const fusedBatchNorm: Tile<'FusedBatchNorm'> = (call: KernelCall<'FusedBatchNorm'>, machine) => {
  const { variance, offset } = call.inputs;
  const channels = sizeOf(variance.shape);
  const outputs = outputsOf(call);
  if (outputs === 0) return closedForm([less('nothing to normalise', { channels })]);
  const pairs = machine.binary === 'simd' && channels >= PAIRED_ROOTS_FROM ? Math.floor(channels / 2) : 0;
  return closedForm([
    ...(offset === undefined ? [more('offset of 0', { outputs })] : []),
    more('empty lanes of pairs', { pairs, lanes: 2 }),
  ]);
};
