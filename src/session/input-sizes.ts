/** @file Single sizes of inputs that a caller sets, whatever the rest of the shape is: what a sweep changes. */
import { TfjsFlopsError } from '../core/errors.ts';

/** A size for some axes of an input. */
export interface InputSize {
  /** The input's name; left out, it is the only one, or of several the only one with so many axes. */
  readonly input?: string | undefined;
  readonly axes: readonly number[];
  /** How many axes the input has, where that matters. */
  readonly rank?: number | undefined;
  readonly size: number;
}

/** What is known of an input before it is closed. */
interface Open {
  readonly name: string;
  readonly alias?: string | undefined;
  readonly shape: readonly (number | null)[] | null;
}

/** An axis and its size, by the number of the input. */
export type SizesOf = ReadonlyMap<number, ReadonlyMap<number, number>>;

const invalid = (what: string, ...remedies: readonly string[]): TfjsFlopsError =>
  new TfjsFlopsError('invalid-input', what, { remedies });

const namesOf = (inputs: readonly Open[]): string => inputs.map(({ name }) => name).join(', ');

function inputOf(model: string, inputs: readonly Open[], { input, rank }: InputSize): number {
  if (input !== undefined) {
    const found = inputs.findIndex(({ name, alias }) => name === input || alias === input);
    if (found >= 0) return found;
    throw invalid(`${model} has no input "${input}"`, `name one of: ${namesOf(inputs)}`);
  }
  const fitting = [...inputs.keys()].filter(
    (i) => rank === undefined || (inputs[i]!.shape?.length ?? rank) === rank,
  );
  if (fitting.length === 1) return fitting[0]!;
  throw invalid(
    rank === undefined
      ? `${model} has ${inputs.length} inputs, and none is named`
      : `${model} has ${fitting.length} inputs with ${rank} axes, where an image is one`,
    inputs.length === 0 ? 'give a model with inputs' : `name one of: ${namesOf(inputs)}`,
  );
}

/** @throws TfjsFlopsError `invalid-input` for an input or an axis that is not there */
export function sizesOf(model: string, inputs: readonly Open[], given: readonly InputSize[]): SizesOf {
  const sizes = new Map<number, Map<number, number>>();
  for (const one of given) {
    const input = inputOf(model, inputs, one);
    const { name, shape } = inputs[input]!;
    const foreign = shape === null ? undefined : one.axes.find((axis) => axis >= shape.length);
    if (foreign !== undefined)
      throw invalid(
        `Input "${name}" has ${shape!.length} axes, counted from 0, and no axis ${foreign}`,
        'name one of its own',
      );
    const own = sizes.get(input) ?? new Map<number, number>();
    for (const axis of one.axes) own.set(axis, one.size);
    sizes.set(input, own);
  }
  return sizes;
}
