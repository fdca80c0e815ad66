/** @file The WebAssembly backend, the default: fast, and the one whose executed instructions can be counted. */
import { activate } from '../activate.ts';
import type { Backend } from '../backend.ts';

export const wasm: Backend = {
  name: 'wasm',
  status: async () => ({ available: true, facts: {} }),
  async start() {
    await import('@tensorflow/tfjs');
    await import('@tensorflow/tfjs-backend-wasm');
    await activate('wasm');
    return {};
  },
};
