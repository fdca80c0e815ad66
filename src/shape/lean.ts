/**
 * @file tfjs's own way from an op to its kernel, and out of a scope, without what nobody sees: a key made anew for each
 * look-up, four closures a call, a set and two lists a scope. All that can be seen is the same: registry, tensors, scopes,
 * bytes. Where a tape, a profile of tfjs's or a container of results needs the rest, tfjs's own methods run.
 */
import {
  env,
  type KernelBackend,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type Tensor,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { foundRegistry } from '../core/kernel-registry.ts';
import { SHAPE_BACKEND } from '../core/shape-backend.ts';
import { setOwnMethod, undoAll } from '../patch/own-property.ts';

/** A tensor as scopes see it. */
interface Scoped extends TensorInfo {
  readonly id: number;
  readonly kept: boolean;
  readonly scopeId: number;
  dispose(): void;
}

interface Scope {
  readonly id: number;
  readonly track: readonly Scoped[];
}

/** What we use of tfjs's engine, which its types call private. */
interface Lean {
  readonly backendName: string | null | undefined;
  readonly backendInstance: KernelBackend | null | undefined;
  readonly state: {
    readonly activeTape: object | null | undefined;
    readonly profiling: boolean;
    kernelDepth: number;
    readonly scopeStack: Scope[];
    activeScope: Scope | null | undefined;
  };
  readonly runKernel: (kernel: string, inputs: NamedTensorInfoMap, attrs?: NamedAttrMap) => unknown;
  readonly endScope: (result?: unknown) => void;
  readonly makeTensorFromTensorInfo: (info: TensorInfo) => Tensor;
  readonly track: (tensor: Scoped) => unknown;
}

interface Config {
  readonly kernelFunc: (params: object) => TensorInfo | readonly TensorInfo[];
}

const METHODS = ['runKernel', 'endScope', 'makeTensorFromTensorInfo', 'track'] as const;

/** Whether the engine has all that is used, and nobody else watches what is replaced. */
function isLean(found: object): found is Lean {
  const state: unknown = Reflect.get(found, 'state');
  return (
    METHODS.every((name) => typeof Reflect.get(found, name) === 'function') &&
    !Object.hasOwn(found, 'runKernel') &&
    !Object.hasOwn(found, 'endScope') &&
    typeof state === 'object' &&
    state !== null &&
    Array.isArray(Reflect.get(state, 'scopeStack')) &&
    typeof Reflect.get(state, 'kernelDepth') === 'number'
  );
}

/** Keys of the registry by the kernel's name: a string that is known is hashed already. */
const keys = new Map<string, string>();

export function keyOf(kernel: string): string {
  let key = keys.get(kernel);
  if (key === undefined) keys.set(kernel, (key = `${SHAPE_BACKEND}_${kernel}`));
  return key;
}

/** As tfjs tells it, be it of whichever copy. */
const isTensor = (value: object): value is Scoped =>
  (value as Partial<Scoped>).dataId !== undefined &&
  (value as Partial<Scoped>).shape !== undefined &&
  (value as Partial<Scoped>).dtype !== undefined;

/** Of a tensor that has been made already, as a kernel may give it. */
const isMade = (info: TensorInfo): boolean => (info as { readonly rank?: number }).rank !== undefined;

function leanRunKernel(tfjs: Lean, registry: ReadonlyMap<string, Config>): Lean['runKernel'] {
  const { runKernel } = tfjs;
  const tensorOf = (info: TensorInfo): unknown => (isMade(info) ? info : tfjs.makeTensorFromTensorInfo(info));
  return (kernel, inputs, attrs) => {
    const { state } = tfjs;
    const isPlain = !state.activeTape && !state.profiling && tfjs.backendName === SHAPE_BACKEND;
    const config = isPlain ? registry.get(keyOf(kernel)) : undefined;
    if (config === undefined) return runKernel.call(tfjs, kernel, inputs, attrs);
    state.kernelDepth++;
    try {
      const outputs = config.kernelFunc({ inputs, attrs, backend: tfjs.backendInstance });
      return Array.isArray(outputs) ? outputs.map(tensorOf) : tensorOf(outputs as TensorInfo);
    } finally {
      state.kernelDepth--;
    }
  };
}

function leanEndScope(tfjs: Lean): Lean['endScope'] {
  const { endScope } = tfjs;
  return (result) => {
    const { state } = tfjs;
    const isObject = typeof result === 'object' && result !== null;
    const scope = state.activeScope;
    // A graph's op gives its one tensor in a list.
    const only: unknown = Array.isArray(result) && result.length === 1 ? result[0] : result;
    const isOne = typeof only === 'object' && only !== null && isTensor(only);
    if (!scope || (isObject && !isOne)) return endScope.call(tfjs, result);
    const returned = isOne ? only : null;
    const { track } = scope;
    // Its length is read anew: what is disposed of may track more.
    for (let i = 0; i < track.length; i++) {
      const tensor = track[i]!;
      if (!tensor.kept && tensor.id !== returned?.id) tensor.dispose();
    }
    const ended = state.scopeStack.pop();
    state.activeScope = state.scopeStack.at(-1) ?? null;
    if (returned !== null && !returned.kept && returned.scopeId === ended?.id) tfjs.track(returned);
  };
}

/** Replaces both ways of the engine, where it can. @returns what restores them */
export function leanEngine(found: object): () => void {
  const registry = foundRegistry<Config>();
  if (registry === null || !isLean(found) || env().getBool('DEBUG') || env().getBool('IS_TEST'))
    return () => {};
  const undo = [
    setOwnMethod(found, 'runKernel', leanRunKernel(found, registry)),
    setOwnMethod(found, 'endScope', leanEndScope(found)),
  ];
  return () => undoAll(undo);
}
