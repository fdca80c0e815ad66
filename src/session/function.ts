/** @file A caller's function as a session. */
import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import { TfjsFlopsError } from '../core/errors.ts';
import { received } from '../core/options.ts';
import type { Session } from '../core/workload.ts';
import { closeInputs, isList, specOf, type DeclaredInput, type GivenInputs } from './declared-inputs.ts';
import type { InputSize } from './input-sizes.ts';
import { refuseModel } from './returned-model.ts';
import { generateInput, inputValuesOf } from './generated-inputs.ts';

/** Something that takes tensors. */
export interface Callable {
  /** A method, so that a function of `Tensor4D` is one too. */
  call(...inputs: Tensor[]): unknown;
}

/** A function of tensors; a promise that it returns is awaited. */
export type ProfiledFunction = Callable['call'];

/** A function declares nothing: what is given is what it takes, by position or in the order of the names. */
const declaredBy = (given: GivenInputs): readonly DeclaredInput[] =>
  (isList(given) ? given.map((input, i) => [`input${i}`, input] as const) : Object.entries(given)).map(
    ([name, input]) => ({ name, dtype: 'float32', ...specOf(input) }),
  );

const anySizes = (input: DeclaredInput): DeclaredInput => ({
  ...input,
  shape: input.shape?.map(() => null) ?? null,
});

/** What a function returned, or what its promise came to. */
function checked(returned: unknown): unknown {
  if (returned instanceof Promise) return returned.then(checked);
  refuseModel(returned);
  return returned;
}

/** @throws TfjsFlopsError `invalid-input` */
export function functionSession(
  fn: ProfiledFunction,
  models: readonly object[],
  given: GivenInputs | undefined,
  sizes: readonly InputSize[] = [],
): Session {
  if (given !== undefined && typeof given !== 'object')
    throw new TfjsFlopsError('invalid-input', `must be shapes, got ${received(given)}`, {
      option: { name: 'inputs' },
      remedies: [{ set: [{ name: 'inputs', value: [[1, 224, 224, 3]] }] }],
    });
  const name = fn.name || 'function';
  const declared = declaredBy(given ?? []);
  // What is given is what it takes, in other sizes too.
  const open = sizes.length === 0 ? declared : declared.map(anySizes);
  const closed = closeInputs(name, open, given ?? [], { sizes });
  const generated = closed.map((input) => ({ ...input, ...generateInput(input, null) }));
  const tensors = generated.map(({ tensor }) => tensor);
  return {
    run: () => checked(fn(...tensors)),
    architecture: null,
    models,
    inputs: closed.map((input) => ({ ...input, origin: 'value' })),
    ...(generated.length > 0 && { inputValues: inputValuesOf(generated) }),
    dispose: () => dispose(tensors),
  };
}
