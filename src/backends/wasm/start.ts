/** @file Starts the WebAssembly backend. */
import { activate } from '../activate.ts';
import type { BackendStart } from '../backend.ts';

export const wasm: BackendStart = {
  name: 'wasm',
  status: async () => ({ available: true, info: {} }),
  async start() {
    await import('@tensorflow/tfjs');
    await import('@tensorflow/tfjs-backend-wasm');
    await activate('wasm');
    return {};
  },
};
