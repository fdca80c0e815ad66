/**
 * @file Arithmetic for each output. XNNPACK runs whole vectors along the innermost axes that can be taken as one;
 * integers are no floats, and signs are bits.
 */
import type { TileForm } from '../core/instructions.ts';
import type { KernelCall } from '../core/kernel-call.ts';
import { sizeOf, type Shape } from '../core/shape.ts';
import { closedForm, less, more, roundUp, type Tile } from './form.ts';
import { axis, inputOf, isFloat, outputsOf } from './shapes.ts';
import { MAX_AXES, tileSizes } from './tile-sizes.ts';

/** Adds that the formula counts, but that are done on integers or not at all. */
export const notFloat = (adds: Readonly<Record<string, number>>): TileForm =>
  closedForm([less('integer arithmetic', adds)]);

/**
 * The run of innermost outputs that one vector loop covers: axes on which both inputs have the same size, or the
 * same one has size 1. Axes of size 1 in both change nothing.
 */
function innermostRun(a: Shape, b: Shape): number {
  let outputs = 1;
  let kind: string | null = null;
  for (let i = -1; i >= -Math.max(a.length, b.length); i--) {
    const [sizeA, sizeB] = [axis(a, i), axis(b, i)];
    if (sizeA === 1 && sizeB === 1) continue;
    const here = sizeA === sizeB ? 'same' : sizeA === 1 ? 'a repeats' : 'b repeats';
    if (kind !== null && here !== kind) break;
    kind = here;
    outputs *= Math.max(sizeA, sizeB);
  }
  return outputs;
}

/**
 * a + b, a − b, (a − b)²: an add per lane. Above MAX_AXES XNNPACK returns an error; the backend warns on the console
 * and leaves the output unwritten.
 */
export const binaryAdd: Tile = (call, machine) => {
  const [a, b] = [inputOf(call, 'a'), inputOf(call, 'b')];
  const outputs = outputsOf(call);
  if (!isFloat(a)) return notFloat({ outputs });
  if (Math.max(a.shape.length, b.shape.length) > MAX_AXES)
    return closedForm([less('refused: too many axes', { outputs })]);
  const run = innermostRun(a.shape, b.shape);
  const tail = roundUp(run, tileSizes(machine).lanes) - run;
  return closedForm([more('lane tail', { runs: run === 0 ? 0 : outputs / run, lanes: tail })]);
};

/** The formula counts 0 − x. */
export const neg: Tile = (call) => closedForm([less('sign bit flipped', { outputs: outputsOf(call) })]);

/** Sums start from 0, which takes an add more than the formula counts. */
export const addN: Tile<'AddN'> = (call: KernelCall<'AddN'>) => {
  const outputs = outputsOf(call);
  const [first] = call.inputs;
  return first !== undefined && isFloat(first)
    ? closedForm([more('sums from 0', { outputs })])
    : notFloat({ outputs, additions: call.inputs.length - 1 });
};

/** On vectors without an instruction for it, rounding adds and subtracts a magic number (and corrects). */
const rounding =
  (adds: number): Tile =>
  (call, machine) => {
    const { lanes } = tileSizes(machine);
    if (lanes === 1 || !isFloat(call.outputs[0])) return closedForm([]);
    return closedForm([more('rounding by adds', { lanes: roundUp(outputsOf(call), lanes), adds })]);
  };

/** To the nearest: the magic number alone. */
export const round: Tile = rounding(2);
/** Down or up: one more add of −1 or 1 where the nearest lies on the wrong side. */
export const floorOrCeil: Tile = rounding(3);

/** No floating-point add, in the formula and in the backend. */
export const noAdds: Tile = () => closedForm([]);

/** y[index] += update. */
export const scatterNd: Tile = (call) => {
  const updates = inputOf(call, 'updates');
  return isFloat(updates) ? closedForm([]) : notFloat({ updates: sizeOf(updates.shape) });
};
