/** @file WebGPU in Node for tests: whether it can be had, and other GPUs in its place for a while. */
import * as tf from '@tensorflow/tfjs';
import { webgpu } from '../../src/backends/webgpu/start.ts';
import { mustSkip } from './required.ts';

const found = await webgpu.status();
export const skipsWebgpu: boolean = mustSkip('webgpu', found.available ? null : found.why);

interface Adapter {
  readonly features: ReadonlySet<string>;
}
export interface Gpu {
  requestAdapter(options?: object): Promise<Adapter | null>;
}

/** Dawn with options of its own, on the driver that a start has found. */
export async function dawn(options: readonly string[]): Promise<Gpu> {
  const { create } = (await import('webgpu')) as unknown as { create: (options: readonly string[]) => Gpu };
  return create(options);
}

/** The same GPU, as seen by a program to which it does not offer timestamps. */
export const withoutTimestamps = (gpu: Gpu): Gpu => ({
  async requestAdapter(options) {
    const adapter = (await gpu.requestAdapter(options))!;
    const features = new Set([...adapter.features].filter((feature) => feature !== 'timestamp-query'));
    return new Proxy(adapter, {
      get(target, name) {
        if (name === 'features') return features;
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  },
});

/** Starts tfjs's backend anew on `gpu`, which destroys its tensors, and on the one before afterwards. */
export async function onGpu<T>(gpu: Gpu, body: () => Promise<T>): Promise<T> {
  const { navigator } = globalThis as unknown as { navigator: { gpu: Gpu } };
  const before = navigator.gpu;
  const factory = tf.findBackendFactory('webgpu');
  const restart = async (on: Gpu): Promise<void> => {
    Object.defineProperty(navigator, 'gpu', { value: on, configurable: true });
    tf.removeBackend('webgpu');
    tf.registerBackend('webgpu', factory);
    if (!(await tf.setBackend('webgpu'))) throw new Error('webgpu did not start anew');
  };
  await restart(gpu);
  try {
    return await body();
  } finally {
    await restart(before);
  }
}
