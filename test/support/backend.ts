/** @file Starts a real backend for a test file. */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';

export async function useBackend(name: 'cpu' | 'wasm'): Promise<typeof tf> {
  if (!(await tf.setBackend(name))) throw new Error(`backend ${name} did not start`);
  return tf;
}
