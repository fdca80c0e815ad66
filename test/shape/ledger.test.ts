/** @file What tfjs's engine counts while it runs on shapes, and what it finds of tensors that outlive the run. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { onShapes } from '../../src/shape/in-place.ts';

beforeAll(() => tf.setBackend('cpu'));

const { fill } = tf;

type Sums = Pick<tf.MemoryInfo, 'numTensors' | 'numDataBuffers' | 'numBytes'>;

const sums = (): Sums => {
  const { numTensors, numDataBuffers, numBytes } = tf.memory();
  return { numTensors, numDataBuffers, numBytes };
};

/** Every kind of tensor there is, made and disposed of. @returns the sums after each step, less those before; and what is left */
function steps(): { readonly seen: readonly Sums[]; readonly variable: tf.Variable } {
  const before = sums();
  const seen: Sums[] = [];
  const look = (): void => {
    const { numTensors, numDataBuffers, numBytes } = sums();
    seen.push({
      numTensors: numTensors - before.numTensors,
      numDataBuffers: numDataBuffers - before.numDataBuffers,
      numBytes: numBytes - before.numBytes,
    });
  };
  const x = fill([3, 4], 2);
  look();
  const view = tf.reshape(x, [12]);
  look();
  x.dispose();
  look();
  const variable = tf.variable(view);
  look();
  view.dispose();
  look();
  const flags = tf.greater(variable, 0);
  const whole = tf.cast(variable, 'int32');
  look();
  const both = tf.complex(variable, variable);
  look();
  const words = tf.tensor(['one', 'two']);
  look();
  const kept = tf.tidy(() => tf.keep(tf.mul(variable, variable)));
  const sorted = tf.topk(variable, 2);
  look();
  tf.dispose([flags, whole, both, words, kept, sorted]);
  look();
  return { seen, variable };
}

describe('on shapes', () => {
  it('tfjs counts the tensors, data and bytes that it counts on cpu', () => {
    const before = sums();
    const [shapes, cpu] = [onShapes(steps), steps()];
    expect(shapes.seen).toEqual(cpu.seen);
    tf.dispose([shapes.variable, cpu.variable]);
    expect(sums()).toEqual(before);
  });

  it('tensors that outlive the run are read, shared and disposed of as all others', () => {
    const before = sums();
    const [x, view] = onShapes(() => {
      const made = fill([2, 3], 7);
      return [made, tf.reshape(made, [6])] as const;
    });
    expect(sums().numDataBuffers).toBe(before.numDataBuffers + 1);
    expect([...x.dataSync()]).toEqual([7, 7, 7, 7, 7, 7]);
    x.dispose();
    // On shapes once more: tfjs notes the data already.
    onShapes(() => tf.reshape(view, [3, 2])).dispose();
    expect(sums().numDataBuffers).toBe(before.numDataBuffers + 1);
    expect([...view.dataSync()]).toHaveLength(6);
    onShapes(() => view.dispose());
    expect(sums()).toEqual(before);
  });

  it('two runs that overlap leave the engine as it was, and each what it made', async () => {
    const [before, names] = [sums(), Object.getOwnPropertyNames(tf.engine())];
    const infos = tf.engine().state.tensorInfo;
    expect(infos).toBeInstanceOf(WeakMap);
    let endFirst = (): void => {};
    const first = onShapes(async () => {
      const x = fill([2], 1);
      await new Promise<void>((resolve) => (endFirst = resolve));
      return x;
    });
    const second = onShapes(async () => {
      const x = fill([3], 2);
      endFirst();
      await first;
      return [x, fill([4], 3)];
    });
    tf.dispose([await first, ...(await second)]);
    expect(sums()).toEqual(before);
    expect(Object.getOwnPropertyNames(tf.engine())).toEqual(names);
    expect(tf.engine().state.tensorInfo).toBe(infos);
  });
});
