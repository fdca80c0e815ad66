/** @file The list of results that tfjs gets wrong is whole, over the grid of `validate --kernels`. */
import { beforeAll, describe, expect, it } from 'vitest';
import { wrongResultOf } from '../../../src/core/wrong-results.ts';
import { checkOutputs, kernelOf, kernelsLeftOut } from '../../../src/validate/kernels/outputs.ts';
import { useBackend } from '../../support/backend.ts';

beforeAll(() => useBackend('wasm'));

const CASES = 6_000;

describe('the list of wrong results', () => {
  it('is asked of every kernel that cpu and wasm both have', () => {
    expect(kernelsLeftOut()).toEqual([]);
  });

  it(`is whole over ${CASES} random calls: outputs of wasm against cpu`, async () => {
    const check = await checkOutputs(CASES);
    console.log(
      `${check.cases} calls, ${check.listedDifferent} of ${check.listed} listed differ, in ${check.wrongKernels.join(', ')}`,
    );
    expect(check.unlisted).toEqual([]);
    // A product that is never negative hides a clamp, a kernel of one element its order.
    expect(check.listedDifferent / check.listed).toBeGreaterThan(0.85);
    expect(check.wrongKernels).toEqual([
      'Conv2D',
      'Conv3DBackpropFilterV2',
      'Conv3DBackpropInputV2',
      'DenseBincount',
      'DepthwiseConv2dNative',
      'FusedConv2D',
      'FusedDepthwiseConv2D',
      'GatherV2',
      'MaxPool3DGrad',
      'Prelu',
      'ResizeBilinearGrad',
      'ResizeNearestNeighborGrad',
      'RotateWithOffset',
      'Step',
      'StridedSlice',
      'Transform',
      '_FusedMatMul',
    ]);
  });

  it('is checked: without a kernel on it, its differences are unlisted', async () => {
    const check = await checkOutputs(
      600,
      () => {},
      () => null,
    );
    expect(check.listed).toBe(0);
    expect(check.unlisted.length).toBeGreaterThan(20);
  });

  it('is checked rule by rule: what six rules leave out is unlisted, and nothing else', async () => {
    const left = new Set([
      'Conv3DBackpropFilterV2',
      'GatherV2',
      'MaxPool3DGrad',
      'RotateWithOffset',
      'Step',
      'Transform',
    ]);
    const check = await checkOutputs(
      CASES,
      () => {},
      (backend, call) => (left.has(call.kernel) ? null : wrongResultOf(backend, call)),
    );
    const missed = new Set(check.unlisted.map(kernelOf));
    expect([...missed].toSorted()).toEqual([...left]);
  });
});
