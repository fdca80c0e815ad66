/** @file The GPU bench's page: WebGL in a real browser. */
import { activate } from '../src/backends/activate.ts';
import { gpuRounds } from './gpu-rounds.ts';

await activate('webgl');
Reflect.set(globalThis, 'gpuRounds', gpuRounds);
