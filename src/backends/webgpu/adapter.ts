/** @file The GPU that `navigator.gpu` leads to. */
import { adapterFacts, type GpuAdapterInfo, type GpuFeatures } from './device.ts';
import type { Facts } from '../backend.ts';

export interface GpuAdapter {
  readonly info?: GpuAdapterInfo;
  readonly features: GpuFeatures;
}

export interface Gpu {
  requestAdapter(): Promise<GpuAdapter | null>;
}

/** `undefined` where there is no WebGPU, or where it was not installed yet. */
export const gpuHere = (): Gpu | undefined => Reflect.get(globalThis, 'navigator')?.gpu;

export const factsOf = ({ info, features }: GpuAdapter): Facts => adapterFacts(info, features);
