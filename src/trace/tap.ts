/**
 * @file The tap: an own `get` on the registry gives out, instead of each kernel, one that tells its observers of the
 * outermost calls. tfjs looks a kernel up whenever it runs one: those that a bundle registers later are tapped too.
 * tfjs-node's fused kernels run other kernels inside; a formula covers the whole of the outermost one, so that nested
 * calls pass unseen.
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

/** Told of each outermost kernel call: `enter` and `leave` bracket the kernel alone. No method may throw. */
export interface KernelObserver {
  enter(): void;
  leave(): void;
  /** `kernel` is the number that {@link kernelNumber} gives to its name. */
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
let inside = false;
let uninstall: (() => void) | null = null;
/** From a tapped function to the kernel behind it: a config copied while tapped must not keep the tap for ever. */
const originals = new WeakMap<KernelFunc, KernelFunc>();

/** Taps are made once: the engine's optimised code for them stays good from pass to pass. */
const taps = new WeakMap<KernelConfig, KernelConfig>();

function tapOf(config: KernelConfig): KernelConfig {
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
      const told = observers;
      for (let i = 0; i < told.length; i++) told[i]!.enter();
      const outputs = config.kernelFunc(params);
      for (let i = told.length - 1; i >= 0; i--) told[i]!.leave();
      for (let i = 0; i < told.length; i++) told[i]!.record(kernel, params.inputs, params.attrs, outputs);
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

/** Taps what the registry gives out, and leaves what it holds as it is; returns what takes the tap away. */
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
 * Starts telling `observer`; the first one installs the tap, the last one to stop takes it away. Observers that
 * overlap all see the same kernels.
 * @returns stops it; calling it again does nothing
 * @throws TfjsFlopsError `unsupported-tfjs`
 */
export function observeKernels(observer: KernelObserver): () => void {
  uninstall ??= install(kernelRegistry());
  observers = [...observers, observer];
  return () => {
    observers = observers.filter((other) => other !== observer);
    if (observers.length > 0) return;
    uninstall?.();
    uninstall = null;
  };
}
