/** @file What inputs a model asks for, and the shapes that a caller gives for them. */
import { TfjsFlopsError, type Remedy } from '../core/errors.ts';
import type { DType, Shape } from '../core/shape.ts';
import { sizesOf, type InputSize } from './input-sizes.ts';

/** An input as a model declares it. */
export interface DeclaredInput {
  readonly name: string;
  /** The name in a signature, where it has another there. */
  readonly alias?: string;
  /** `null` sizes are open; the whole is `null` where not even the rank is known. */
  readonly shape: readonly (number | null)[] | null;
  /** Sizes that a signature gives to open ones; others fit too. */
  readonly usual?: readonly (number | null)[] | undefined;
  readonly dtype: DType;
}

/** A shape, with a type where the model does not say it. */
export type GivenInput = Shape | { readonly shape: Shape; readonly dtype?: DType };

/** Inputs in the model's order, or by name. */
export type GivenInputs = readonly GivenInput[] | { readonly [name: string]: GivenInput };

/** An input that can be made. */
export interface ClosedInput {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
}

export const isList = (given: GivenInputs): given is readonly GivenInput[] => Array.isArray(given);

export const specOf = (given: GivenInput): { readonly shape: Shape; readonly dtype?: DType } =>
  'shape' in given ? given : { shape: given };

const text = (shape: DeclaredInput['shape']): string =>
  shape === null ? 'of any shape' : `[${shape.map((dim) => dim ?? '?').join(',')}]`;

/** Open sizes filled in with an example. */
const example = (shape: DeclaredInput['shape']): Shape =>
  (shape ?? [null, null, null, 3]).map((dim, axis) => dim ?? (axis === 0 ? 1 : 224));

/** All inputs whose sizes are open, at once, and what to write for them. */
function openInputs(inputs: readonly DeclaredInput[]): TfjsFlopsError {
  const named = inputs.map(({ name, shape }) => `"${name}" is ${text(shape)}`);
  const value = Object.fromEntries(inputs.map(({ name, shape }) => [name, example(shape)]));
  return invalid(`Input${inputs.length === 1 ? '' : 's'} ${named.join(', ')}`, {
    to: 'give the open sizes',
    set: [{ name: 'inputs', value }],
  });
}

const invalid = (what: string, ...remedies: readonly Remedy[]): TfjsFlopsError =>
  new TfjsFlopsError('invalid-input', what, { remedies });

/** What was given for each declared input; `undefined` for nothing. */
function givenFor(
  model: string,
  declared: readonly DeclaredInput[],
  given: GivenInputs | undefined,
): readonly ({ shape: Shape; dtype?: DType } | undefined)[] {
  if (given === undefined) return declared.map(() => undefined);
  if (isList(given)) {
    if (given.length !== declared.length)
      throw invalid(
        `${model} has ${declared.length} inputs, got ${given.length} shapes`,
        'give one shape for each',
      );
    return given.map(specOf);
  }
  const names = new Set(declared.flatMap(({ name, alias = name }) => [name, alias]));
  const foreign = Object.keys(given).find((name) => !names.has(name));
  if (foreign !== undefined)
    throw invalid(
      `${model} has no input "${foreign}". It has: ${declared.map(({ name, shape }) => `${name} ${text(shape)}`).join(', ')}`,
    );
  return declared.map(({ name, alias }) => {
    const value = given[name] ?? (alias === undefined ? undefined : given[alias]);
    return value === undefined ? undefined : specOf(value);
  });
}

/** What a caller gives beside whole shapes. */
export interface GivenSizes {
  /** For open first sizes; default 1. */
  readonly batch?: number | undefined;
  /** Single sizes, which come last. */
  readonly sizes?: readonly InputSize[] | undefined;
}

/** @throws TfjsFlopsError `invalid-option` for a batch that no input takes: it is never ignored */
function refuseIdleBatch(
  model: string,
  declared: readonly DeclaredInput[],
  given: readonly unknown[],
  closed: readonly (ClosedInput | null)[],
  batch: number,
): void {
  const takes = ({ shape }: DeclaredInput, i: number): boolean =>
    closed[i] === null
      ? given[i] === undefined && (shape === null || shape[0] === null)
      : closed[i]!.shape[0] === batch;
  if (declared.some(takes)) return;
  const isGiven = given.some((value) => value !== undefined);
  const inputs = declared.map(({ name, shape }, i) => `"${name}" is ${text(closed[i]?.shape ?? shape)}`);
  const why = isGiven ? 'its inputs are given' : 'no input has an open first size';
  throw new TfjsFlopsError(
    'invalid-option',
    `does not apply to ${model}: ${inputs.length === 0 ? 'it has no inputs' : `${why}, ${inputs.join(', ')}`}`,
    {
      option: { name: 'batch', value: batch },
      remedies: ['leave it out', ...(isGiven ? ['give shapes that begin with it'] : [])],
    },
  );
}

/**
 * The caller's shapes, or the model's own.
 * @throws TfjsFlopsError `invalid-input` for shapes that do not fit, and for open sizes that were not given;
 *   `invalid-option` for a batch that no input takes
 */
export function closeInputs(
  model: string,
  declared: readonly DeclaredInput[],
  given: GivenInputs | undefined,
  { batch, sizes = [] }: GivenSizes = {},
): readonly ClosedInput[] {
  const values = givenFor(model, declared, given);
  const sized = sizesOf(
    model,
    declared.map(({ shape, usual = null, ...input }, i) => ({
      ...input,
      shape: values[i]?.shape ?? shape ?? usual,
    })),
    sizes,
  );
  const closed = values.map((value, i): ClosedInput | null => {
    const input = declared[i]!;
    const { name, shape: wanted } = input;
    if (value?.dtype !== undefined && value.dtype !== input.dtype)
      throw invalid(
        `Input "${name}" is ${input.dtype}, got ${value.dtype}`,
        'leave the type out',
        'give that one',
      );
    const usual = wanted?.map((dim, axis) => dim ?? input.usual?.[axis] ?? null) ?? input.usual ?? null;
    // An open first size is the batch, which comes before a usual one.
    const isOpen = wanted === null || wanted[0] === null;
    const own = usual?.map((dim, axis) => (axis === 0 && isOpen ? (batch ?? dim ?? 1) : dim)) ?? null;
    const axes = sized.get(i);
    const shape = (value?.shape ?? own)?.map((dim, axis) => axes?.get(axis) ?? dim) ?? null;
    const fits =
      shape !== null &&
      (wanted === null ||
        (shape.length === wanted.length && wanted.every((dim, axis) => dim === null || dim === shape[axis])));
    if ((value !== undefined || axes !== undefined) && shape !== null && !fits)
      throw invalid(`Input "${name}" is ${text(wanted)}, got ${text(shape)}`, 'give a shape that fits');
    if (shape === null || !shape.every((dim): dim is number => Number.isSafeInteger(dim) && dim! > 0))
      return null;
    return { name, shape, dtype: input.dtype };
  });
  const open = declared.filter((_, i) => closed[i] === null);
  if (batch !== undefined) refuseIdleBatch(model, declared, values, closed, batch);
  if (open.length > 0) throw openInputs(open);
  return closed.filter((input) => input !== null);
}
