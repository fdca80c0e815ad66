/** @file Every backend that is known, as it runs. */
import type { Backend } from './backend.ts';
import { cpuBackend } from './cpu/backend.ts';
import { hostClockOf } from './host-clock.ts';
import { tensorflowBackend } from './tensorflow/backend.ts';
import { wasmBackend } from './wasm/backend.ts';
import { webglBackend } from './webgl/backend.ts';
import { webgpuBackend } from './webgpu/backend.ts';

export const BACKENDS: readonly Backend[] = [
  wasmBackend,
  cpuBackend,
  tensorflowBackend,
  webglBackend,
  webgpuBackend,
];

/** A backend of someone else: nothing is known of how it runs its kernels. */
const foreign = (name: string): Backend => ({
  name,
  kernelsAreSynchronous: false,
  clock: () => hostClockOf(`times are right only if kernels of ${name} end before they return`),
  info: () => ({}),
  watchLoss: () => () => {},
});

export const backendNamed = (name: string): Backend =>
  BACKENDS.find((backend) => backend.name === name) ?? foreign(name);
