/** @file The GPU that `navigator.gpu` leads to. */
import type { DeviceInfo } from '../../core/environment.ts';
import type { GpuAdapterInfo, GpuFeatures } from './device.ts';
import { webgpuInfo } from './info.ts';

export interface GpuAdapter {
  readonly info?: GpuAdapterInfo;
  readonly features: GpuFeatures;
}

export interface Gpu {
  requestAdapter(): Promise<GpuAdapter | null>;
}

/** `undefined` where there is no WebGPU, or where it was not installed yet. */
export const gpuHere = (): Gpu | undefined => Reflect.get(globalThis, 'navigator')?.gpu;

export const adapterInfo = ({ info, features }: GpuAdapter): DeviceInfo => webgpuInfo(info, features);
