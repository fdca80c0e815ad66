/** @file Tile forms to read: calls of well-known layers and what the backend makes of them. */
import { describe, expect, it } from 'vitest';
import type { Machine } from '../../src/core/instructions.ts';
import type { KernelCall, TensorSpec } from '../../src/core/kernel-call.ts';
import { valueOf } from '../../src/core/work.ts';
import { tileForm } from '../../src/tiles/table.ts';

const X86: Machine = { binary: 'simd', host: 'x86' };
const fact = (...shape: number[]): TensorSpec => ({ shape, dtype: 'float32', origin: 'value' });

/** Signed amounts by term. */
function termsOf(call: object, machine = X86): Record<string, number> {
  const form = tileForm(call as KernelCall, machine);
  if (form.state === 'measured') throw new Error(form.why);
  return Object.fromEntries(form.terms.map((term) => [term.term, term.sign * valueOf(term)]));
}

describe('tile forms', () => {
  it('round the 197 tokens of a vision transformer up to whole blocks', () => {
    const [tokens, k, n] = [197, 192, 576];
    const call = {
      kernel: 'BatchMatMul',
      inputs: { a: fact(1, tokens, k), b: fact(1, k, n) },
      outputs: [fact(1, tokens, n)],
      attrs: { transposeA: false, transposeB: false },
    };
    const [rowsOnX86, rowsElsewhere] = [4 * 50, 5 * 40];
    expect(termsOf(call)).toEqual({ 'tile rows': (rowsOnX86 - tokens) * k * n });
    expect(termsOf(call, { binary: 'simd', host: 'other' })).toEqual({
      'tile rows': (rowsElsewhere - tokens) * k * n,
    });
  });

  it('run attention, a batched product, in blocks of 48 terms', () => {
    const [heads, tokens, k] = [3, 197, 64];
    const call = {
      kernel: 'BatchMatMul',
      inputs: { a: fact(heads, tokens, k), b: fact(heads, k, tokens) },
      outputs: [fact(heads, tokens, tokens)],
      attrs: { transposeA: false, transposeB: false },
    };
    const blocks = 2;
    const sums = heads * tokens * tokens * blocks;
    expect(termsOf(call)).toEqual({ 'K-block sums': sums, 'bias added in each K-block': sums });
  });

  it('execute a 7×7 depthwise convolution eight times', () => {
    const [h, c, taps] = [16, 32, 7 * 7];
    const call = {
      kernel: 'DepthwiseConv2dNative',
      inputs: { x: fact(1, h, h, c), filter: fact(7, 7, c, 1) },
      outputs: [fact(1, h, h, c)],
      attrs: { strides: 1, pad: 'same', dilations: 1 },
    };
    const counted = h * h * c * taps;
    expect(termsOf(call)).toEqual({ 'unfit depthwise kernel': (8 - 1) * counted });
  });

  it('start the sums of a convolution from its bias', () => {
    const [h, cIn, cOut] = [8, 16, 24];
    const call = {
      kernel: 'FusedConv2D',
      inputs: { x: fact(1, h, h, cIn), filter: fact(3, 3, cIn, cOut), bias: fact(cOut) },
      outputs: [fact(1, h, h, cOut)],
      attrs: { strides: 1, pad: 'same', dilations: 1, dataFormat: 'NHWC', activation: 'relu6' },
    };
    expect(termsOf(call)).toEqual({ 'bias in the accumulator': -h * h * cOut });
  });

  it('read a 2×2 window as if it were 3×3', () => {
    const [h, c] = [7, 64];
    const call = {
      kernel: 'MaxPool',
      inputs: { x: fact(1, 2 * h, 2 * h, c) },
      outputs: [fact(1, h, h, c)],
      attrs: { filterSize: 2, strides: 2, pad: 'valid' },
    };
    const outputs = h * h * c;
    expect(termsOf(call)).toEqual({ 'window tail': outputs * (3 * 3 - 2 * 2), clamp: outputs * 2 });
  });

  it('leave unknown kernels to measurement', () => {
    expect(tileForm({ kernel: 'Mine', inputs: {}, outputs: [fact(1)], attrs: {} }, X86)).toEqual({
      state: 'measured',
      why: 'no closed form is known for this kernel',
    });
  });
});
