/**
 * @file The tap: overrides `get` on tfjs's kernel registry, so that each kernel handed out is wrapped and reports its
 * outermost calls to the observers. tfjs looks a kernel up whenever it runs one: kernels that a bundle registers later
 * are wrapped too. tfjs-node's fused kernels run other kernels inside; a formula covers the whole of the outermost one,
 * so nested calls are not reported.
 */
import type {
  KernelConfig,
  KernelFunc,
  NamedAttrMap,
  NamedTensorInfoMap,
  TensorInfo,
} from '@tensorflow/tfjs-core';
import { setOwnMethod, undoAll } from '../patch/own-property.ts';
import { kernelRegistry, type KernelRegistry } from './registry.ts';

/** Receives each outermost kernel call: `enter` and `leave` bracket the kernel alone. No method may throw. */
export interface KernelObserver {
  enter(): void;
  leave(): void;
  /** @param kernel the number of its name, see {@link kernelNumber} */
  record(
    kernel: number,
    inputs: NamedTensorInfoMap | readonly TensorInfo[],
    attrs: NamedAttrMap | undefined,
    outputs: TensorInfo | readonly TensorInfo[],
  ): void;
  /** The kernel threw: it was entered and is not left. */
  failed?(kernel: number): void;
}

const names: string[] = [];
const numbers = new Map<string, number>();

/** Kernel names as small integers, the same for the life of the process. */
export function kernelNumber(name: string): number {
  let number = numbers.get(name);
  if (number === undefined) {
    number = names.push(name) - 1;
    numbers.set(name, number);
  }
  return number;
}

export const kernelName = (number: number): string => names[number] ?? `kernel ${number}`;

let observers: readonly KernelObserver[] = [];
/** Those that see nothing for now. */
let aside: readonly KernelObserver[] = [];
let inside = false;
let uninstall: (() => void) | null = null;
/** The kernel behind each tapped function: a config copied while tapped must not keep the tap after the trace. */
const originals = new WeakMap<KernelFunc, KernelFunc>();

/** Taps are made once: V8's optimised code for them stays valid from pass to pass. */
const taps = new WeakMap<KernelConfig, KernelConfig>();

/** The kernel as a trace has it called. */
export function tapOf(config: KernelConfig): KernelConfig {
  let tap = taps.get(config);
  if (tap === undefined) taps.set(config, (tap = tapped(config)));
  return tap;
}

function tapped(config: KernelConfig): KernelConfig {
  const kernel = kernelNumber(config.kernelName);
  const kernelFunc: KernelFunc = (params) => {
    if (inside) return config.kernelFunc(params);
    inside = true;
    try {
      // The list as it is now: a kernel cannot start or stop a trace, but must not be left without being entered.
      const current = observers;
      for (let i = 0; i < current.length; i++) current[i]!.enter();
      const outputs = config.kernelFunc(params);
      for (let i = current.length - 1; i >= 0; i--) current[i]!.leave();
      for (let i = 0; i < current.length; i++)
        current[i]!.record(kernel, params.inputs, params.attrs, outputs);
      return outputs;
    } catch (error) {
      for (const observer of observers) observer.failed?.(kernel);
      throw error;
    } finally {
      inside = false;
    }
  };
  originals.set(kernelFunc, config.kernelFunc);
  return { ...config, kernelFunc };
}

/** Wraps the kernels that the registry hands out; its entries stay as they are. @returns what removes the tap */
function install(registry: KernelRegistry): () => void {
  const get = registry.get.bind(registry);
  const set = registry.set.bind(registry);
  const undo = [
    setOwnMethod(registry, 'get', (key: string) => {
      const config = get(key);
      return config && tapOf(config);
    }),
    // A config that was copied from a tapped one gets its own kernel back.
    setOwnMethod(registry, 'set', (key: string, config: KernelConfig) => {
      const kernelFunc = originals.get(config.kernelFunc);
      return set(key, kernelFunc === undefined ? config : { ...config, kernelFunc });
    }),
  ];
  return () => undoAll(undo);
}

/**
 * Reports kernel calls to `observer` from now on. The first observer installs the tap, the last one to stop removes it;
 * observers that overlap all see the same kernels.
 * @returns what stops it; calling it again does nothing
 * @throws TfjsFlopsError `unsupported-tfjs` when no tfjs-core 4 is loaded
 */
export function observeKernels(observer: KernelObserver): () => void {
  uninstall ??= install(kernelRegistry());
  observers = [...observers, observer];
  return () => {
    observers = observers.filter((other) => other !== observer);
    aside = aside.filter((other) => other !== observer);
    if (observers.length + aside.length > 0) return;
    uninstall?.();
    uninstall = null;
  };
}

/**
 * Has some of those that observe now see nothing.
 * @returns what has those of them that have not stopped see again
 */
export function setObserversAside(isMeant: (observer: KernelObserver) => boolean): () => void {
  const mine = observers.filter(isMeant);
  observers = observers.filter((observer) => !mine.includes(observer));
  aside = [...aside, ...mine];
  return () => {
    const left = mine.filter((observer) => aside.includes(observer));
    aside = aside.filter((observer) => !left.includes(observer));
    observers = [...left, ...observers];
  };
}
