/**
 * @file In-bounds taps of a convolution and of both its gradients, against every output and tap counted one by one: 2,000
 * random windows over all strides, dilations, paddings and roundings. All three meet the same pairs.
 */
import { describe, expect, it } from 'vitest';
import type { KernelCall } from '../../src/core/kernel-call.ts';
import type { Shape } from '../../src/core/shape.ts';
import { inBoundsMultiplyAdds } from '../../src/core/work.ts';
import type { Axis } from '../../src/formulas/in-bounds.ts';
import { FORMULAS } from '../../src/formulas/table.ts';
import { Draw } from '../whole/random/draw.ts';
import { f32, workOf } from './formula-case.ts';

const CASES = 2_000;

/** All taps of all outputs that fall on the image, in nested loops over the axes. */
function looped([axis, ...others]: readonly Axis[]): number {
  if (axis === undefined) return 1;
  let taps = 0;
  for (let y = 0; y < axis.outputs; y++)
    for (let t = 0; t < axis.kernel; t++) {
      const position = y * axis.stride + t * axis.dilation - axis.before;
      if (position >= 0 && position < axis.image) taps += looped(others);
    }
  return taps;
}

type Pad = 'same' | 'valid' | 'number' | 'explicit';

/** An axis and what padding it has on both sides, TensorFlow's rule for `same` spelled out. */
function drawAxis(
  draw: Draw,
  pad: Pad,
  side: number,
  isDilatable: boolean,
): Axis & { readonly after: number } {
  const [kernel, stride] = [draw.integer(1, 4), draw.integer(1, 4)];
  const dilation = isDilatable ? draw.integer(1, 3) : 1;
  const extent = (kernel - 1) * dilation + 1;
  const image = draw.integer(pad === 'same' ? 1 : extent, extent + 5);
  if (pad === 'same') {
    const outputs = Math.ceil(image / stride);
    const padding = Math.max(0, (outputs - 1) * stride + extent - image);
    const before = Math.trunc(padding / 2);
    return { image, outputs, kernel, stride, dilation, before, after: padding - before };
  }
  const before = pad === 'valid' ? 0 : pad === 'number' ? side : draw.integer(0, 3);
  const after = pad === 'explicit' ? draw.integer(0, 3) : before;
  const round = draw.pick([Math.floor, Math.ceil]);
  const outputs = round((image + before + after - extent) / stride) + 1;
  return { image, outputs, kernel, stride, dilation, before, after };
}

interface Case {
  readonly calls: readonly KernelCall[];
  readonly expected: number;
}

function drawCase(draw: Draw): Case {
  const kind = draw.pick(['full', 'depthwise', 'volume'] as const);
  const pad = draw.pick<Pad>(['same', 'valid', 'number', 'explicit']);
  const rank = kind === 'volume' ? 3 : 2;
  const side = draw.integer(0, 3);
  const axes = Array.from({ length: rank }, () => drawAxis(draw, pad, side, kind === 'depthwise'));
  const [batch, cIn, last] = [draw.integer(1, 3), draw.integer(1, 4), draw.integer(1, 3)];
  const cOut = kind === 'depthwise' ? cIn * last : last;
  const dataFormat = kind === 'full' ? draw.pick(['NHWC', 'NCHW']) : 'NHWC';
  const whole = (channels: number, of: (axis: Axis) => number): Shape =>
    dataFormat === 'NCHW' ? [batch, channels, ...axes.map(of)] : [batch, ...axes.map(of), channels];
  const sides = axes.map(({ before, after }) => [before, after]);
  const explicit = dataFormat === 'NCHW' ? [[0, 0], [0, 0], ...sides] : [[0, 0], ...sides, [0, 0]];
  const attrs = {
    strides: axes.map(({ stride }) => stride),
    pad: pad === 'explicit' ? explicit : pad === 'number' ? side : pad,
    dilations: kind === 'depthwise' ? axes.map(({ dilation }) => dilation) : 1,
    dataFormat,
  };
  const x = f32(...whole(cIn, ({ image }) => image));
  const y = f32(...whole(cOut, ({ outputs }) => outputs));
  const filter = f32(...axes.map(({ kernel }) => kernel), cIn, last);
  const [forward, input, weights] = {
    full: ['Conv2D', 'Conv2DBackpropInput', 'Conv2DBackpropFilter'],
    depthwise: [
      'DepthwiseConv2dNative',
      'DepthwiseConv2dNativeBackpropInput',
      'DepthwiseConv2dNativeBackpropFilter',
    ],
    volume: ['Conv3D', 'Conv3DBackpropInputV2', 'Conv3DBackpropFilterV2'],
  }[kind] as [string, string, string];
  return {
    calls: [
      { kernel: forward, inputs: { x, filter }, outputs: [y], attrs },
      { kernel: input, inputs: { dy: y, filter }, outputs: [x], attrs },
      { kernel: weights, inputs: { x, dy: y }, outputs: [filter], attrs },
    ],
    expected: batch * looped(axes) * cIn * last,
  };
}

const drawn = (count: number, seed: number): readonly Case[] => {
  const draw = new Draw(seed);
  return Array.from({ length: count }, () => drawCase(draw));
};

describe('in-bounds taps of convolutions and their gradients', () => {
  const cases = drawn(CASES, 1_818);

  it(`equal a count by looping in ${CASES} cases, forward, of the input and of the filter`, () => {
    const differences = cases.flatMap(({ calls, expected }) =>
      calls.flatMap((call) => {
        const counted = inBoundsMultiplyAdds(workOf(FORMULAS, call));
        return counted === expected ? [] : [{ call, counted, expected }];
      }),
    );
    expect(cases).toHaveLength(CASES);
    expect(differences).toEqual([]);
  });

  it('are told apart by the cases: each attribute that is misread gives other counts', () => {
    const misread = {
      strides: 1,
      pad: 'valid',
      dilations: 1,
      dataFormat: 'NHWC',
    };
    const gradients = cases.flatMap(({ calls: [, input, filter], expected }) =>
      [input!, filter!].map((call) => ({ call, expected })),
    );
    for (const [attribute, value] of Object.entries(misread)) {
      const caught = gradients.filter(({ call, expected }) => {
        const spoilt = { ...call, attrs: { ...call.attrs, [attribute]: value } };
        return inBoundsMultiplyAdds(workOf(FORMULAS, spoilt)) !== expected;
      });
      expect(caught.length, attribute).toBeGreaterThan(100);
    }
  });
});
