/**
 * @file The cpu backend, counting, beside the one that does not: its bundle is transformed and evaluated as a module
 * of its own, which registers its backend and kernels under another name. Nothing global is touched.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import * as tf from '@tensorflow/tfjs';
import { Counter, type Scope, type Tally } from './counter.ts';
import { transform, type Rule } from './transform.ts';

const require = createRequire(import.meta.url);
const BUNDLE = require.resolve('@tensorflow/tfjs-backend-cpu');

export interface CountedCpu {
  /** For `tf.setBackend`. */
  readonly name: string;
  /** What `run` did to values of float32 tensors while this backend was active. */
  count<T>(run: () => T): { readonly result: T; readonly tally: Tally };
  /** Takes the backend and its kernels away; another backend must be active. */
  stop(): void;
}

/** Ways to break the count, for tests that must notice. */
export interface Fault {
  readonly skip?: ReadonlySet<Rule>;
  readonly spoil?: (scope: Scope) => Scope;
  /** Elements that tfjs-core's TensorBuffer hands out stay unboxed. */
  readonly plainBuffers?: boolean;
}

/** The engine's own names, for a bundle that shall register under another one; buffers hand out boxes. */
function coreUnder(name: string, counter: Counter, plainBuffers: boolean): object {
  class CountedBuffer extends tf.TensorBuffer<tf.Rank, tf.DataType> {
    override get(...place: number[]): never {
      return counter.readElement(this.values as never, this.locToIndex(place)) as never;
    }
  }
  return {
    ...tf,
    registerBackend: (_: string, factory: () => tf.KernelBackend) => tf.registerBackend(name, factory, 0),
    registerKernel: (config: tf.KernelConfig) => tf.registerKernel({ ...config, backendName: name }),
    ...(plainBuffers
      ? {}
      : {
          TensorBuffer: CountedBuffer,
          buffer: (shape: number[], dtype: tf.DataType = 'float32', values?: tf.DataValues) =>
            new CountedBuffer(shape, dtype, values),
        }),
  };
}

/** @param name of the new backend, without `_` */
export function loadCountedCpu(name = 'cpu-counted', fault: Fault = {}): CountedCpu {
  const counter = new Counter();
  const { spoil = (scope) => scope } = fault;
  const scope = {
    require: (id: string): unknown =>
      id === '@tensorflow/tfjs-core'
        ? coreUnder(name, counter, fault.plainBuffers ?? false)
        : createRequire(BUNDLE)(id),
    exports: {},
    ...spoil(counter.scope()),
  };
  const code = transform(readFileSync(BUNDLE, 'utf8'), fault.skip);
  compileFunction(code, Object.keys(scope), { filename: `${BUNDLE}?counted` })(...Object.values(scope));
  return {
    name,
    count(run) {
      counter.take();
      const result = run();
      return { result, tally: counter.take() };
    },
    stop() {
      for (const { kernelName } of tf.getKernelsForBackend(name)) tf.unregisterKernel(kernelName, name);
      tf.removeBackend(name);
    },
  };
}
