/**
 * @file Running something on the shape backend where it stands: tfjs's default backend is another one before and after,
 * no tensor is moved, no variable keeps what a training step assigned to it, and no layer another state.
 */
import { engine, type KernelBackend, type KernelConfig, type Variable } from '@tensorflow/tfjs-core';
import { TfjsFlopsError } from '../core/errors.ts';
import { foundRegistry } from '../core/kernel-registry.ts';
import { runThen } from '../core/run-then.ts';
import { SHAPE_BACKEND } from '../core/shape-backend.ts';
import { setOwnMethod } from '../patch/own-property.ts';
import { ShapeBackend } from './backend.ts';
import { keyOf, leanEngine } from './lean.ts';
import { isVariable, keepLedger } from './ledger.ts';
import type { ShapeRules } from './rule.ts';
import { holdStates } from './states.ts';

/** What we use of tfjs's engine, which its types call private. */
interface Switchable {
  backendName: string | null | undefined;
  backendInstance: KernelBackend | null | undefined;
  readonly state: {
    readonly registeredVariables: Readonly<Record<string, Variable>>;
    readonly tensorInfo: {
      get(data: object): { readonly backend: KernelBackend } | undefined;
    };
  };
  readonly trackTensor: (tensor: object, backend: KernelBackend) => void;
  readonly disposeTensor: (tensor: object) => void;
  readonly removeDataId: (data: object, backend: KernelBackend) => void;
}

/** @throws TfjsFlopsError `unsupported-tfjs` when the engine lacks what is switched or used */
function switchable(): Switchable {
  const found: object = engine();
  const state: unknown = Reflect.get(found, 'state');
  const missing: string[] = ['trackTensor', 'disposeTensor', 'removeDataId'].filter(
    (name) => typeof Reflect.get(found, name) !== 'function',
  );
  for (const name of ['registeredVariables', 'tensorInfo'])
    if (typeof state !== 'object' || state === null || !(name in state)) missing.push(`state.${name}`);
  if (missing.length === 0) return found as Switchable;
  throw new TfjsFlopsError(
    'unsupported-tfjs',
    `The engine of TensorFlow.js has no ${missing.join(', ')}, which counting without running needs`,
    { remedies: ['load @tensorflow/tfjs-core 4.x'] },
  );
}

let only: ShapeBackend | null = null;

/** One for the process: V8 keeps what it compiled for its kernels. */
export const shapeBackend = (): ShapeBackend => (only ??= new ShapeBackend());

/** Runs that overlap. */
let depth = 0;

/** Kernels are registered as long as somebody runs them; by keys that are known, since tfjs makes each anew. */
function enter(configs: readonly KernelConfig[]): void {
  depth++;
  if (depth > 1) return;
  const registry = foundRegistry<KernelConfig>()!;
  for (const config of configs) registry.set(keyOf(config.kernelName), config);
}

function leave(configs: readonly KernelConfig[]): void {
  depth--;
  if (depth > 0) return;
  const registry = foundRegistry()!;
  for (const { kernelName } of configs) registry.delete(keyOf(kernelName));
}

interface Held {
  readonly variable: Variable;
  readonly data: object;
  readonly backend: KernelBackend;
}

/**
 * Keeps the data of a variable alive when it is about to lose it: of those that are made meanwhile, as the slots of an
 * optimizer are, the data that they were made with.
 * @returns what is held, and what ends it
 */
function holdVariables(tfjs: Switchable): { readonly held: readonly Held[]; readonly end: () => void } {
  const held: Held[] = [];
  const known = new Set<object>();
  const { disposeTensor } = tfjs;
  const end = setOwnMethod(tfjs, 'disposeTensor', (tensor: object) => {
    if (isVariable(tensor) && !known.has(tensor)) {
      known.add(tensor);
      const variable = tensor as Variable;
      const data: object = variable.dataId;
      const backend = tfjs.state.tensorInfo.get(data)?.backend;
      if (backend !== undefined) {
        backend.incRef(data);
        held.push({ variable, data, backend });
      }
    }
    disposeTensor.call(tfjs, tensor);
  });
  return { held, end };
}

/** Gives each variable its own data back, and lets go of those that it has still. */
function restoreVariables(tfjs: Switchable, held: readonly Held[]): void {
  for (const { variable, data, backend } of held) {
    if (variable.dataId !== data && !variable.isDisposed) {
      tfjs.disposeTensor(variable);
      variable.dataId = data;
      // What was held is the variable's now.
      tfjs.trackTensor(variable, backend);
    } else if (backend.disposeData(data)) tfjs.removeDataId(data, backend);
  }
}

/**
 * Runs `run` on the shape backend, to the end of its promise where it gives one; other code that runs meanwhile runs there
 * too. Nothing of tfjs is changed afterwards.
 * @param rules of custom kernels, or instead of our own
 * @throws whatever `run` throws
 */
export function onShapes<T>(run: (backend: ShapeBackend) => T, rules: ShapeRules = {}): T {
  const tfjs = switchable();
  const backend = shapeBackend();
  const { backendName, backendInstance } = tfjs;
  // The later of one name is registered.
  const custom = Object.entries(rules).map(([kernel, rule]) => backend.configOf(kernel, rule));
  const configs = [...backend.configs, ...custom];
  enter(configs);
  tfjs.backendName = SHAPE_BACKEND;
  tfjs.backendInstance = backend;
  const endLean = leanEngine(tfjs);
  const endLedger = keepLedger(tfjs);
  const { held, end: endHold } = holdVariables(tfjs);
  const giveStatesBack = holdStates(tfjs);
  const end = (): void => {
    endHold();
    endLedger();
    endLean();
    tfjs.backendName = backendName;
    tfjs.backendInstance = backendInstance;
    leave(configs);
    restoreVariables(tfjs, held);
    giveStatesBack();
  };
  return runThen(() => run(backend), end);
}
