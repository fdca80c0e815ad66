/**
 * @file Which tensors have a border of zeros, since PadV2 or SpaceToBatchND put it there. The border is known by the
 * attributes alone, never by values, and is forgotten by any kernel that computes.
 */
import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import { sameShape, type Shape } from '../core/shape.ts';
import type { Margin, ZeroMargins } from '../core/zero-margins.ts';

interface Noted {
  readonly shape: Shape;
  readonly zeros: ZeroMargins;
}

/** Elements stay where they are, up to axes of size 1. */
const PASSES_ZEROS = new Set(['Reshape', 'Identity', 'Cast', 'ExpandDims']);
const NO_MARGIN: readonly Margin[] = [[0, 0]];

const PADS = new Set(['PadV2', 'SpaceToBatchND']);

/** Whether the outputs of a kernel can have a border of zeros that is known. */
export const mayHaveZeros = (kernel: string): boolean => PADS.has(kernel) || PASSES_ZEROS.has(kernel);

export class ZeroTable {
  /** True spares the look-up of every input where nothing is padded. */
  isEmpty = true;
  readonly #byData = new WeakMap<object, Noted>();
  /** Equal margins are one object, so that calls are compared by identity. */
  readonly #known = new Map<string, ZeroMargins>();

  /** What a kernel's output is known to have around it; of a kernel that `mayHaveZeros`. */
  note(
    kernel: string,
    inputs: NamedTensorInfoMap | readonly TensorInfo[],
    attrs: NamedAttrMap | undefined,
    outputs: TensorInfo | readonly TensorInfo[],
  ): void {
    const isPadding = PADS.has(kernel);
    if (!isPadding && this.isEmpty) return;
    const [x] = Object.values(inputs) as TensorInfo[];
    const output = (Array.isArray(outputs) ? outputs[0] : outputs) as TensorInfo | undefined;
    if (x === undefined || output === undefined) return;
    const zeros = isPadding
      ? this.#padded(x, attrs ?? {}, kernel === 'SpaceToBatchND')
      : aligned({ shape: x.shape, zeros: this.of(x) ?? [] }, output.shape);
    if (zeros === null || zeros.every((phases) => phases.every(([before, after]) => before + after === 0)))
      return;
    this.isEmpty = false;
    this.#byData.set(output.dataId, { shape: [...output.shape], zeros: this.#interned(zeros) });
  }

  /** The margins of a tensor; views of the same data with other axes of size 1 have them too. */
  of({ dataId, shape }: TensorInfo): ZeroMargins | undefined {
    if (this.isEmpty) return undefined;
    const noted = this.#byData.get(dataId);
    if (noted === undefined || sameShape(noted.shape, shape)) return noted?.zeros;
    const zeros = aligned(noted, shape);
    return zeros === null ? undefined : this.#interned(zeros);
  }

  #interned(zeros: ZeroMargins): ZeroMargins {
    const key = JSON.stringify(zeros);
    const known = this.#known.get(key);
    if (known === undefined) this.#known.set(key, zeros);
    return known ?? zeros;
  }

  #padded(x: TensorInfo, attrs: NamedAttrMap, dealsOut: boolean): ZeroMargins | null {
    const { paddings, blockShape, constantValue } = attrs;
    if (!Array.isArray(paddings) || (constantValue ?? 0) !== 0) return null;
    // Dealing out leaves the batch and what follows the blocks as they are.
    const sides = paddings as unknown as readonly Margin[];
    const blocks = dealsOut ? (blockShape as number[]) : [];
    const inner = this.of(x);
    const margins = x.shape.map((size, axis): readonly Margin[] | null => {
      const at = dealsOut ? axis - 1 : axis;
      const [before, after] = sides[at] ?? [0, 0];
      const own = inner?.[axis] ?? NO_MARGIN;
      if (own.length > 1) return null;
      const [[ownBefore, ownAfter]] = own as readonly [Margin];
      return dealt(size + before + after, [before + ownBefore, after + ownAfter], blocks[at] ?? 1);
    });
    return margins.includes(null) ? null : (margins as ZeroMargins);
  }
}

/** Element k of phase i is element k·block + i of the axis. */
function dealt(size: number, [before, after]: Margin, block: number): readonly Margin[] {
  const phaseSize = size / block;
  const elementsBefore = (end: number, phase: number): number =>
    Math.min(phaseSize, Math.max(0, Math.ceil((end - phase) / block)));
  return Array.from({ length: block }, (_, phase): Margin => {
    const front = elementsBefore(before, phase);
    return [front, phaseSize - Math.max(front, elementsBefore(size - after, phase))];
  });
}

/** Margins under another shape of the same elements; `null` where more than axes of size 1 differ. */
function aligned({ shape, zeros }: Noted, other: Shape): ZeroMargins | null {
  if (zeros.length === 0) return null;
  const wide = zeros.filter((_, axis) => shape[axis] !== 1);
  if (
    !sameShape(
      shape.filter((size) => size !== 1),
      other.filter((size) => size !== 1),
    )
  )
    return null;
  // A margin on an axis of size 1 would be all zeros, or none.
  if (
    zeros.some(
      (phases, axis) => shape[axis] === 1 && (phases.length > 1 || phases[0]![0] + phases[0]![1] > 0),
    )
  )
    return null;
  let next = 0;
  return other.map((size) => (size === 1 ? NO_MARGIN : wide[next++]!));
}
