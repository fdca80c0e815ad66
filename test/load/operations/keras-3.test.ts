/** @file Operations as Keras 3 writes them: classes whose arguments stand in a call and in a config. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Json, Shape } from '../../../src/core/shape.ts';
import { count, theory } from '../../../src/index.ts';
import { registerOperations } from '../../../src/load/operations/layer.ts';
import { keras3, tensor } from '../repairs/keras.ts';
import { inputsOf, load, repaired, unlike } from '../repairs/trial.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerOperations();
});

type Fields = { readonly [key: string]: Json };
type Means = (x: tf.Tensor, z: tf.Tensor) => tf.Tensor;

const { functional, input, layer, operation } = keras3;
const SIZES: Shape = [4, 6];
const [x, z] = [tensor('x', SIZES), tensor('z', SIZES)];
const slice = (start: number | null, stop: number | null): Json => ({
  class_name: '__slice__',
  config: { start, stop, step: null },
});

const CASES: readonly (readonly [className: string, config: Fields, args: readonly Json[], means: Means, multiplyAdds?: number])[] = [
  ['Subtract', {}, [x, z], (a, b) => tf.sub(a, b)],
  ['TrueDivide', {}, [x, z], (a, b) => tf.div(a, b)],
  ['Maximum', {}, [x, 0.5], (a) => tf.maximum(a, 0.5)],
  ['Power', {}, [x, 2], (a) => tf.square(a)],
  ['Exp', {}, [x], (a) => tf.exp(a)],
  ['Transpose', { axes: [0, 2, 1] }, [x], (a) => tf.transpose(a, [0, 2, 1])],
  ['Reshape', { newshape: [-1, 3, 8] }, [x], (a) => tf.reshape(a, [2, 3, 8])],
  ['ExpandDims', { axis: 1 }, [x], (a) => tf.expandDims(a, 1)],
  ['Matmul', {}, [x, tensor('t', [6, 4])], (a, b) => tf.matMul(a, tf.transpose(b, [0, 2, 1])), 4 * 6 * 4],
  ['Mean', { axis: -1, keepdims: true }, [x], (a) => tf.mean(a, -1, true)],
  ['Max', { axis: [1], keepdims: false }, [x], (a) => tf.max(a, 1)],
  ['Gelu', { approximate: false }, [x], (a) => tf.mul(tf.mul(a, 0.5), tf.add(1, tf.erf(tf.div(a, Math.SQRT2))))],
  ['Clip', { x_min: -1, x_max: 1 }, [x], (a) => tf.clipByValue(a, -1, 1)],
  ['Tile', { repeats: [1, 2, 1] }, [x], (a) => tf.tile(a, [1, 2, 1])],
  ['Stack', { axis: 1 }, [[x, z]], (a, b) => tf.stack([a, b], 1)],
  ['GetItem', {}, [x, [slice(null, null), 0]], (a) => tf.gather(a, 0, 1)],
  ['GetItem', {}, [x, [{ class_name: '__ellipsis__', config: {} }, slice(1, -1)]], (a) => tf.slice(a, [0, 0, 1], [2, 4, 4])],
]; // prettier-ignore

const INPUTS = [input('x', SIZES), input('z', SIZES)];
const TURNED = operation('Transpose', 't', { axes: [0, 2, 1] }, z);

describe('an operation of Keras 3', () => {
  it.each(CASES.map((each) => ({ each, className: each[0], config: each[1] })))(
    '$className with $config',
    async ({ each: [className, config, args, means, multiplyAdds = 0] }) => {
      const layers = [...INPUTS, TURNED, operation(className, 'f', config, ...args)];
      const { topology } = repaired(functional('net', layers, ['x', 'z'], ['f']));
      const live = await load(topology);
      const inputs = inputsOf({ inputs: [{ sizes: SIZES }, { sizes: SIZES }] });
      const output = live.predict(inputs) as tf.Tensor;
      expect(unlike(output, means(inputs[0]!, inputs[1]!))).toBeNull();
      const report = count(() => live.predict(inputs), { models: [live] });
      expect(report.total.counted.multiplyAdds).toBe(2 * multiplyAdds);
      const rows = theory({ format: 'layers', topology, inputs: inputs.map(({ shape }) => shape) });
      expect(rows.find(({ path }) => path[0] === 'f')).toMatchObject({ uses: [{ outputs: [output.shape] }] });
      live.dispose();
    },
  );

  it('a layer that subtracts is one too', async () => {
    const { topology, repairs } = repaired(
      functional('net', [...INPUTS, layer('Subtract', 'less', {}, [x, z])], ['x', 'z'], ['less']),
    );
    expect(repairs.join()).toContain('less: Subtract run as tf.sub');
    const live = await load(topology);
    const inputs = inputsOf({ inputs: [{ sizes: SIZES }, { sizes: SIZES }] });
    expect(unlike(live.predict(inputs) as tf.Tensor, tf.sub(inputs[0]!, inputs[1]!))).toBeNull();
    live.dispose();
  });
});
