/**
 * @file What objects of tfjs keep from one call to the next, besides variables: recurrent layers a state (`stateful`), whose
 * tensors they dispose of when they replace them, and optimizers the number of their steps. Both are held as long as
 * kernels compute nothing, and given back.
 */
import { serialization, type KernelBackend, type Tensor } from '@tensorflow/tfjs-core';
import { ownerOf, setOwnMethod, undoAll } from '../patch/own-property.ts';

/** What we use of tfjs's engine, which its types call private. */
interface Holding {
  readonly state: {
    readonly tensorInfo: { get(data: object): { readonly backend: KernelBackend } | undefined };
  };
  readonly makeTensorFromTensorInfo: (info: Tensor, backend: KernelBackend) => Tensor & { kept: boolean };
  readonly removeDataId: (data: object, backend: KernelBackend) => void;
}

/** A recurrent layer; `null` before its first state. */
interface Recurrent {
  states_: readonly Tensor[] | null;
  keptStates: readonly (readonly Tensor[])[];
}

interface Held {
  readonly layer: Recurrent;
  readonly before: Recurrent;
  readonly backends: ReadonlyMap<Tensor, KernelBackend>;
}

const tensorsOf = ({ states_, keptStates }: Recurrent): readonly Tensor[] => [
  ...(states_ ?? []),
  ...keptStates.flat(),
];

const isRecurrent = (value: unknown): value is Recurrent =>
  typeof value === 'object' &&
  value !== null &&
  'states_' in value &&
  Array.isArray(Reflect.get(value, 'keptStates'));

/** The methods by which something kept is replaced, and a method that classes with one of that name have as well. */
const REPLACING = { resetStates: 'getInitialState', incrementIterations: 'applyGradients' } as const;

type Replacing = keyof typeof REPLACING;
type Method = (this: unknown, ...args: unknown[]) => unknown;

type Definers = readonly (readonly [Replacing, Readonly<Record<string, Method>>])[];

/** Found once for so many classes: a count of a small model is short. */
let definers: { readonly classes: number; readonly found: Definers } | null = null;

/** Who defines such methods, among the classes that tfjs-core knows of tfjs-layers and its own. */
function definersOfAll(): Definers {
  const classes = Object.values(serialization.SerializationMap.getMap().classNameMap);
  if (definers?.classes === classes.length) return definers.found;
  const found = (Object.keys(REPLACING) as Replacing[]).flatMap((method) => {
    const owners = new Set<object>();
    for (const [registered] of classes) {
      const prototype = registered.prototype as object;
      const owner = REPLACING[method] in prototype ? ownerOf(prototype, method) : null;
      if (owner !== null) owners.add(owner);
    }
    return [...owners].map((owner) => [method, owner as Readonly<Record<string, Method>>] as const);
  });
  definers = { classes: classes.length, found };
  return found;
}

function hold(layer: Recurrent, engine: Holding): Held {
  const { states_, keptStates } = layer;
  const before = {
    states_: states_ === null || states_ === undefined ? states_ : [...states_],
    keptStates: keptStates.map((states) => [...states]),
  };
  const backends = new Map<Tensor, KernelBackend>();
  for (const tensor of tensorsOf(before)) {
    const backend = engine.state.tensorInfo.get(tensor.dataId)?.backend;
    if (backend === undefined || backends.has(tensor)) continue;
    backend.incRef(tensor.dataId);
    backends.set(tensor, backend);
  }
  return { layer, before, backends };
}

function giveBack({ layer, before, backends }: Held, engine: Holding): void {
  for (const tensor of tensorsOf(layer)) if (!backends.has(tensor) && !tensor.isDisposed) tensor.dispose();
  const again = new Map<Tensor, Tensor>();
  for (const [tensor, backend] of backends) {
    if (!tensor.isDisposed) {
      if (backend.disposeData(tensor.dataId)) engine.removeDataId(tensor.dataId, backend);
      continue;
    }
    const made = engine.makeTensorFromTensorInfo(tensor, backend);
    made.kept = true;
    again.set(tensor, made);
  }
  const now = (tensor: Tensor): Tensor => again.get(tensor) ?? tensor;
  const { states_: states } = before;
  Reflect.set(layer, 'states_', states?.map(now) ?? states);
  layer.keptStates = before.keptStates.map((states) => states.map(now));
}

/** Notes who is about to replace what it keeps, once. @returns what gives it back */
export function holdStates(found: object): () => void {
  const engine = found as Holding;
  const held = new Map<object, Held>();
  const steps = new Map<object, unknown>();
  const note: Readonly<Record<Replacing, (by: object) => void>> = {
    resetStates(by) {
      if (isRecurrent(by) && !held.has(by)) held.set(by, hold(by, engine));
    },
    incrementIterations(by) {
      if (!steps.has(by)) steps.set(by, Reflect.get(by, 'iterations_'));
    },
  };
  const undo = definersOfAll().map(([name, definer]) => {
    const original = definer[name]!;
    return setOwnMethod(definer, name, function (this: unknown, ...args) {
      if (typeof this === 'object' && this !== null) note[name](this);
      return original.apply(this, args);
    });
  });
  return () => {
    undoAll(undo);
    for (const each of held.values()) giveBack(each, engine);
    for (const [optimizer, before] of steps) Reflect.set(optimizer, 'iterations_', before);
  };
}
