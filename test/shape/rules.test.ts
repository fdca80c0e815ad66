/** @file The rules against real kernels: every kernel of the cpu backend, and random calls on wasm. */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { afterAll, describe, expect, it } from 'vitest';
import { FORMULAS } from '../../src/formulas/table.ts';
import { SHAPE_RULES } from '../../src/shape/table.ts';
import { randomCase } from '../../src/validate/kernels/grid.ts';
import { opsOfEveryKernel } from '../formulas/every-kernel.ts';
import { differences, recordCalls, type Ran } from './against-rules.ts';
import { MORE_OPS } from './more-ops.ts';
import { RULE_FAULTS } from './planted-rules.ts';

afterAll(() => tf.setBackend('cpu'));

let calls: readonly Ran[] = [];

/** Calls of all kernels that Node's cpu backend runs, once. */
async function onCpu(): Promise<readonly Ran[]> {
  if (calls.length > 0) return calls;
  await tf.setBackend('cpu');
  const stop = recordCalls();
  for (const op of [...opsOfEveryKernel(), ...MORE_OPS]) tf.tidy(() => void op());
  return (calls = stop());
}

describe('the table of rules', () => {
  it('has every kernel that a backend registers, and no other name', () => {
    const names = new Set(Object.keys(SHAPE_RULES));
    const registered = new Set(
      ['cpu', 'wasm', 'webgl'].flatMap((backend) =>
        tf.getKernelsForBackend(backend).map(({ kernelName }) => kernelName),
      ),
    );
    expect([...registered].filter((name) => !names.has(name))).toEqual([]);
    expect([...names].filter((name) => FORMULAS[name] === undefined)).toEqual([]);
    expect(names.size).toBeGreaterThanOrEqual(170);
  });
});

describe('rules agree with what kernels give', () => {
  it('on cpu, for every kernel whose sizes do not depend on values', async () => {
    const ran = await onCpu();
    expect(differences(ran)).toEqual([]);
    const kernels = new Set(ran.map(({ kernel }) => kernel));
    console.log(`${ran.length} calls of ${kernels.size} kernels on cpu agree with their rules`);
    expect(kernels.size).toBeGreaterThan(155);
  });

  it('on wasm, for 300 random calls', async () => {
    await tf.setBackend('wasm');
    const stop = recordCalls();
    for (let seed = 0; seed < 300; seed++) tf.tidy(() => void randomCase(seed).run());
    const ran = stop();
    expect(differences(ran)).toEqual([]);
    expect(ran.length).toBeGreaterThan(300);
  });
});

describe('rules refuse what kernels refuse', () => {
  const x = { shape: [2, 3], dtype: 'float32' } as const;
  it.each([
    [
      'Reshape',
      { x: { shape: [0, 6], dtype: 'float32' } },
      { shape: [0, -1] },
      'what −1 stands for in [0, -1]',
    ],
    ['Real', { input: x }, {}, 'parts of complex numbers are asked for'],
    ['Imag', { input: x }, {}, 'parts of complex numbers are asked for'],
    ['ArgMax', { x }, { axis: [0, 1] }, 'and not along [0, 1]'],
    [
      'Softmax',
      { logits: { shape: [], dtype: 'float32' } },
      { dim: -1 },
      'no axis to take the softmax along',
    ],
  ] as const)('%s', async (kernel, inputs, attrs, sentence) => {
    expect(() => SHAPE_RULES[kernel]!(inputs, attrs)).toThrow(sentence);
    await tf.setBackend('cpu');
    const tensors = Object.fromEntries(
      Object.entries(inputs).map(([name, { shape }]) => [name, tf.zeros([...shape])]),
    );
    expect(() => tf.engine().runKernel(kernel, tensors, attrs)).toThrow();
  });
});

describe('rules refuse what kernels make nonsense of', () => {
  const x = { shape: [2, 3], dtype: 'float32' } as const;
  it.each([
    ['PadV2', { x }, { paddings: [[1, 1]] }, 'paddings of 1 axes do not fit [2, 3]'],
    ['Einsum', [x, x], { equation: 'ijk,il->l' }, 'ijk of ijk,il->l are 3 axes, and [2, 3] has 2'],
  ] as const)('%s', (kernel, inputs, attrs, sentence) => {
    expect(() => SHAPE_RULES[kernel]!(inputs, attrs)).toThrow(sentence);
  });
});

describe('planted faults of rules', () => {
  it('are all caught', async () => {
    const ran = await onCpu();
    const missed = RULE_FAULTS.filter(
      ({ kernel, rules }) => !differences(ran, rules).some((line) => line.startsWith(`${kernel}(`)),
    );
    console.log(
      `${RULE_FAULTS.length - missed.length} of ${RULE_FAULTS.length} planted faults of rules caught`,
    );
    expect(missed.map(({ name }) => name)).toEqual([]);
    expect(RULE_FAULTS.length).toBeGreaterThanOrEqual(40);
  });
});
