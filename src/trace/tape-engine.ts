/**
 * @file The engine's gradient tape, as all copies of tfjs in a realm share it. Optimizers are classes of whichever
 * copy made them; everything that they do passes through this one object.
 */
import { engine } from './engine.ts';
import { lacks } from './lacks.ts';
import type { VariableLike } from './weights.ts';

/** One forward operation. Its gradient returns one function per input, each called right after it. */
interface TapeNode {
  gradient?: (dys: unknown) => unknown;
}

/** What we use of tfjs's engine, which its types call private. */
export interface TapeEngine {
  readonly state: {
    /** `null` while no gradient is computed. */
    readonly activeTape: readonly TapeNode[] | null;
    /** Gradients within gradients; 0 outside. */
    readonly gradientDepth: number;
    /** Variables by name. */
    readonly registeredVariables: Readonly<Record<string, VariableLike>>;
  };
  /** What `state` holds. */
  readonly registeredVariables: Readonly<Record<string, VariableLike>>;
  readonly addTapeNode: (...args: unknown[]) => void;
  /** `variableGrads` alone asks for `allowNoGradients`: it has a gradient only where the loss reads a variable. */
  readonly gradients: (
    f: unknown,
    xs: readonly VariableLike[],
    dy?: unknown,
    allowNoGradients?: boolean,
  ) => { readonly grads: readonly (object | null | undefined)[] };
  /** A new variable, or one that was assigned to, takes hold of its data. */
  readonly incRef: (tensor: object, backend: unknown) => void;
  readonly disposeTensor: (tensor: object) => void;
  /** Counts a tensor, or a variable that took hold of other data, among those that are alive. */
  readonly trackTensor: (tensor: object, backend: unknown) => void;
  /** A tensor of values that the host gives; those of kernels are made otherwise. */
  readonly makeTensor: (...args: unknown[]) => { readonly dataId: object };
  /** What `dataSync` reads. */
  readonly readSync: (data: object) => unknown;
  /** What `data` reads. */
  readonly read: (data: object) => unknown;
}

const METHODS = [
  'addTapeNode',
  'gradients',
  'incRef',
  'disposeTensor',
  'trackTensor',
  'makeTensor',
  'readSync',
  'read',
] as const;

/** @throws TfjsFlopsError `unsupported-tfjs` when the engine lacks what we replace or read */
export function tapeEngine(): TapeEngine {
  const found: object = engine();
  const missing: string[] = METHODS.filter((name) => typeof Reflect.get(found, name) !== 'function');
  const state = Reflect.get(found, 'state') as Partial<TapeEngine['state']> | undefined;
  if (typeof state?.gradientDepth !== 'number') missing.push('state.gradientDepth');
  if (typeof state?.registeredVariables !== 'object') missing.push('state.registeredVariables');
  if (typeof Reflect.get(found, 'registeredVariables') !== 'object') missing.push('registeredVariables');
  if (missing.length > 0) throw lacks('The engine of TensorFlow.js', missing);
  return found as TapeEngine;
}
