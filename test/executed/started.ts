/** @file The wasm backend with counters, and as before it was ever started. */
import * as tf from '@tensorflow/tfjs';
import { startExecuted, type ExecutedOptions } from '../../src/executed/index.ts';
import { Tracer } from '../../src/trace/tracer.ts';

/** With snapshots at the edges of each kernel, as in a profile. */
export async function withCounters<T>(options: ExecutedOptions, run: () => T | Promise<T>): Promise<T> {
  const backend = await startExecuted(options);
  const tracer = new Tracer({ models: [], reads: () => [], probe: backend.probe() });
  const stop = tracer.start();
  try {
    return await run();
  } finally {
    stop();
    await backend.stop();
  }
}

/** As before anything ran on it. */
export function neverStarted(): void {
  const factory = tf.findBackendFactory('wasm');
  tf.removeBackend('wasm');
  tf.registerBackend('wasm', factory, 2);
}
