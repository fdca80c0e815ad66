/** @file Values that are computed when they are read: right, and nothing of them stays behind, whatever the kernel does. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { onShapes } from '../../src/shape/in-place.ts';

beforeAll(() => tf.setBackend('cpu'));

/** What runs on shapes, and what it leaves: tensors of the engine, data of the cpu backend. */
function left(run: () => unknown): { readonly result: unknown; readonly left: readonly number[] } {
  const now = (): readonly number[] => [
    tf.memory().numTensors,
    tf.memory().numBytes,
    tf.backend().numDataIds(),
  ];
  const before = now();
  const result = onShapes(() => {
    tf.engine().startScope();
    try {
      return run();
    } finally {
      tf.engine().endScope();
    }
  });
  return { result, left: now().map((amount, i) => amount - before[i]!) };
}

const READS: Readonly<Record<string, readonly [() => tf.Tensor, readonly number[]]>> = {
  'a sum': [() => tf.tensor1d([1, 2]).add(3), [4, 5]],
  // The cpu kernels of these two give tensors, which the engine has counted.
  'an absolute value': [() => tf.abs(tf.tensor1d([-1, 2])), [1, 2]],
  'that of a complex number': [() => tf.abs(tf.complex([3, 5], [4, 12])), [5, 13]],
  'a part of one': [() => tf.imag(tf.complex([3, 5], [4, 12])), [4, 12]],
};

describe('a value that is read', () => {
  it.each(Object.keys(READS))('%s: is right, and nothing is left', (name) => {
    const [make, values] = READS[name]!;
    expect(left(() => [...make().dataSync()])).toEqual({ result: values, left: [0, 0, 0] });
  });

  it('is counted while it is alive no more than its tensor', () => {
    const { result } = left(() => {
      const made = tf.abs(tf.complex([3, 5], [4, 12]));
      const before = tf.memory().numTensors;
      made.dataSync();
      return tf.memory().numTensors - before;
    });
    expect(result).toBe(0);
  });

  it('whose kernel throws leaves nothing', () => {
    const cpu = tf.getKernel('Sqrt', 'cpu');
    const broken: tf.KernelConfig = {
      ...cpu,
      kernelName: 'Broken',
      kernelFunc: () => {
        throw new Error('broken');
      },
    };
    tf.registerKernel(broken);
    try {
      const rules = { Broken: ({ x }: { x: { shape: number[]; dtype: 'float32' } }) => ({ ...x }) };
      const before = tf.backend().numDataIds();
      onShapes(
        () =>
          tf.tidy(() => {
            const made = tf.engine().runKernel('Broken', { x: tf.tensor1d([1, 2]) }) as tf.Tensor;
            expect(() => made.dataSync()).toThrow('broken');
          }),
        rules as never,
      );
      expect(tf.backend().numDataIds()).toBe(before);
    } finally {
      tf.unregisterKernel('Broken', 'cpu');
    }
  });
});

describe('the ways of the engine that counting replaces', () => {
  it('are its own again afterwards', () => {
    const methods = (): readonly boolean[] =>
      ['runKernel', 'endScope'].map((name) => Object.hasOwn(tf.engine(), name));
    onShapes(() => expect(methods()).toEqual([true, true]));
    expect(methods()).toEqual([false, false]);
  });

  it('keep what a scope returns, and what is kept, and dispose of all else', () => {
    const { left: amounts, result } = left(() => {
      const kept: tf.Tensor[] = [];
      const [pair, one] = tf.tidy(() => {
        const inner = tf.tidy(() => tf.keep(tf.ones([2]).add(1)));
        kept.push(inner);
        return [tf.tidy(() => [tf.zeros([3]), tf.ones([4])]), tf.tidy(() => tf.ones([5]).mul(2))] as const;
      }) as unknown as readonly [readonly tf.Tensor[], tf.Tensor];
      const states = [...pair, one, ...kept].map(({ isDisposed }) => isDisposed);
      kept[0]!.dispose();
      return states;
    });
    expect(result).toEqual([false, false, false, false]);
    expect(amounts).toEqual([0, 0, 0]);
  });

  it('throw what a kernel throws and go on', () => {
    const { left: amounts } = left(() => {
      expect(() =>
        tf.engine().runKernel('BatchMatMul', { a: tf.ones([2, 3]), b: tf.ones([2, 3]) }, {}),
      ).toThrow('inner sizes');
      expect(() => tf.engine().runKernel('NoSuchKernel', {})).toThrow('not registered');
      expect(tf.engine().state.kernelDepth).toBe(0);
    });
    expect(amounts).toEqual([0, 0, 0]);
  });
});
