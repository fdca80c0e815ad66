/** @file The WebGPU backend, in browsers and, on Dawn, in Node. */
import type { Backend } from '../backend.ts';
import { webgpuClock } from './clock.ts';
import { deviceOf } from './device.ts';
import { webgpuInfo } from './info.ts';
import { watchDeviceLoss } from './loss.ts';
import { watchWebgpu } from './work.ts';

export const webgpuBackend: Backend = {
  name: 'webgpu',
  kernelsAreSynchronous: false,
  clock: webgpuClock,
  info(current) {
    const device = deviceOf(current);
    return device === null ? {} : webgpuInfo(device.adapterInfo, device.features);
  },
  watchLoss(current, lose) {
    const device = deviceOf(current);
    return device === null ? (): void => {} : watchDeviceLoss(device, lose);
  },
  watchWork: watchWebgpu,
};
