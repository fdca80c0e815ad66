/** @file Planted faults in the values that theory follows: the right shape, wrong sizes in it. */
import { integers } from '../../../../src/theory/graph/tensor.ts';
import { fault, regiven, retaken, type PlantedGraphFault, type Wrong } from './fault.ts';

/** The same shape, other values. */
const revalued = (change: (value: number) => number): Wrong =>
  regiven((output) => ({ ...output, values: output.values?.map(change) ?? null }));

export const VALUE_FAULTS: readonly PlantedGraphFault[] = [
  fault(
    'shape: its batch is one',
    'Shape',
    regiven((output) => ({ ...output, values: output.values?.with(0, 1) ?? null })),
  ),
  fault('division: cut off, not rounded down', 'RealDiv', (call, right) => {
    const [x, y] = call.inputs;
    const wrong = x?.values?.map((value, at) => Math.trunc(value / (y?.values?.[at] ?? 1))) ?? null;
    return regiven((output) => ({ ...output, values: output.dtype === 'int32' ? wrong : output.values }))(
      call,
      right,
    );
  }),
  fault('cast: rounded up', 'Cast', (call, right) =>
    right({
      ...call,
      inputs: call.inputs.map((tensor) => ({ ...tensor, values: tensor.values?.map(Math.ceil) ?? null })),
    }),
  ),
  fault('product: of nothing is nothing', 'Prod', (call, right) =>
    call.inputs[0]?.values?.length === 0 ? revalued(() => 0)(call, right) : right(call),
  ),
  fault('modulo: of the truncated quotient', 'FloorMod', (call, right) => {
    const [x, y] = call.inputs;
    const wrong = x?.values?.map((value, at) => value % (y?.values?.[at] ?? 1)) ?? null;
    return regiven((output) => ({ ...output, values: wrong }))(call, right);
  }),
  fault(
    'tile: blocks of the same',
    'Tile',
    regiven((output) => ({
      ...output,
      values: output.values?.toSorted((left, right) => left - right) ?? null,
    })),
  ),
  fault(
    'range: from nought',
    'Range',
    regiven((output) => ({
      ...output,
      values: output.values?.map((value) => value - (output.values?.[0] ?? 0)) ?? null,
    })),
  ),
  fault(
    'select: the other one',
    'Select',
    retaken(([which, yes, no]) => [which ?? integers([]), no ?? integers([]), yes ?? integers([])]),
  ),
];
