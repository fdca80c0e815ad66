/** @file Gradients of convolutions and transposed convolutions: expected numbers by hand. */
import { callOf, f32, type FormulaCase } from '../formula-case.ts';

function transposed(): FormulaCase {
  const [n, size, up, cIn, cOut, k] = [2, 4, 8, 5, 7, 3];
  const taps = size * k - 1; // (4 − 1)·2 + 3 − 8 = 1 tap beyond the end
  return {
    name: 'Conv2DBackpropInput, a transposed convolution of stride 2, same',
    call: callOf(
      'Conv2DBackpropInput',
      { dy: f32(n, size, size, cOut), filter: f32(k, k, cIn, cOut) },
      f32(n, up, up, cIn),
      { strides: 2, pad: 'same', dataFormat: 'NHWC' },
    ),
    expected: {
      products: { multiplyAdds: n * size * size * cOut * k * k * cIn },
      'in-bounds': { multiplyAdds: n * taps * taps * cIn * cOut },
    },
  };
}

function transposedChannelsFirst(): FormulaCase {
  const [n, h, w, cIn, cOut, kh, kw] = [2, 6, 4, 2, 3, 3, 2];
  const [hIn, wIn] = [6, 5]; // h = hIn + 1 + 1 − 2, w = wIn − 1
  const pad = [
    [0, 0],
    [0, 0],
    [1, 1],
    [0, 0],
  ];
  return {
    name: 'Conv2DBackpropInput NCHW, explicit padding',
    call: callOf(
      'Conv2DBackpropInput',
      { dy: f32(n, cOut, h, w), filter: f32(kh, kw, cIn, cOut) },
      f32(n, cIn, hIn, wIn),
      { strides: [1, 1], pad, dataFormat: 'NCHW' },
    ),
    expected: {
      products: { multiplyAdds: n * cOut * h * w * kh * kw * cIn },
      'in-bounds': { multiplyAdds: n * (h * kh - 2) * (w * kw) * cIn * cOut },
    },
  };
}

function filterGradient(): FormulaCase {
  const [n, h, w, cIn, cOut, kh, kw] = [2, 7, 6, 3, 4, 3, 2];
  const [ho, wo] = [5, 5];
  return {
    name: 'Conv2DBackpropFilter',
    call: callOf(
      'Conv2DBackpropFilter',
      { x: f32(n, h, w, cIn), dy: f32(n, ho, wo, cOut) },
      f32(kh, kw, cIn, cOut),
      { strides: 1, pad: 'valid', dataFormat: 'NHWC' },
    ),
    expected: {
      products: { multiplyAdds: n * ho * wo * cOut * kh * kw * cIn },
      'in-bounds': { multiplyAdds: n * (ho * kh) * (wo * kw) * cIn * cOut },
    },
  };
}

function depthwiseInputGradient(): FormulaCase {
  const [n, h, w, channels, multiplier, kh, kw] = [2, 6, 5, 3, 2, 3, 2];
  return {
    name: 'DepthwiseConv2dNativeBackpropInput',
    call: callOf(
      'DepthwiseConv2dNativeBackpropInput',
      { dy: f32(n, h, w, channels * multiplier), filter: f32(kh, kw, channels, multiplier) },
      f32(n, h, w, channels),
      { strides: 1, pad: 'same', dilations: 1 },
    ),
    // 3 rows of taps: one above the first row, one below the last; 2 columns: one right of the last.
    expected: {
      products: { multiplyAdds: n * h * w * channels * multiplier * kh * kw },
      'in-bounds': { multiplyAdds: n * (h * kh - 2) * (w * kw - 1) * channels * multiplier },
    },
  };
}

function depthwiseFilterGradient(): FormulaCase {
  const [n, h, w, channels, multiplier, kh, kw] = [2, 6, 5, 3, 2, 3, 2];
  return {
    name: 'DepthwiseConv2dNativeBackpropFilter',
    call: callOf(
      'DepthwiseConv2dNativeBackpropFilter',
      { x: f32(n, h, w, channels), dy: f32(n, h, w, channels * multiplier) },
      f32(kh, kw, channels, multiplier),
      { strides: [1, 1], pad: 'same', dilations: [2, 3] },
    ),
    // Two rows of taps above and two below; two columns on the left of 3, one on the right: tap 0 misses 1, tap 1 misses 2.
    expected: {
      products: { multiplyAdds: n * h * w * channels * multiplier * kh * kw },
      'in-bounds': { multiplyAdds: n * (h * kh - 4) * (w * kw - 3) * channels * multiplier },
    },
  };
}

function transposed3D(): FormulaCase {
  const [n, size, up, cIn, cOut, kd, kh, kw] = [2, 3, 6, 2, 5, 3, 2, 3];
  const taps3 = size * 3 - 1; // (3 − 1)·2 + 3 − 6 = 1 tap beyond the end; a kernel of 2 has none
  return {
    name: 'Conv3DBackpropInputV2, a transposed convolution of stride 2',
    call: callOf(
      'Conv3DBackpropInputV2',
      { dy: f32(n, size, size, size, cOut), filter: f32(kd, kh, kw, cIn, cOut) },
      f32(n, up, up, up, cIn),
      { strides: [2, 2, 2], pad: 'same' },
    ),
    expected: {
      products: { multiplyAdds: n * size ** 3 * cOut * kd * kh * kw * cIn },
      'in-bounds': { multiplyAdds: n * taps3 * (size * kh) * taps3 * cIn * cOut },
    },
  };
}

function filterGradient3D(): FormulaCase {
  const [n, size, cIn, cOut, kd, kh, kw] = [2, 6, 3, 4, 3, 2, 4];
  const [dOut, hOut, wOut] = [4, 5, 3];
  return {
    name: 'Conv3DBackpropFilterV2',
    call: callOf(
      'Conv3DBackpropFilterV2',
      { x: f32(n, size, size, size, cIn), dy: f32(n, dOut, hOut, wOut, cOut) },
      f32(kd, kh, kw, cIn, cOut),
      { strides: 1, pad: 'valid' },
    ),
    expected: {
      products: { multiplyAdds: n * dOut * hOut * wOut * cOut * kd * kh * kw * cIn },
      'in-bounds': { multiplyAdds: n * (dOut * kd) * (hOut * kh) * (wOut * kw) * cIn * cOut },
    },
  };
}

export const CONVOLUTION_GRAD_CASES: readonly FormulaCase[] = [
  transposed(),
  transposedChannelsFirst(),
  filterGradient(),
  depthwiseInputGradient(),
  depthwiseFilterGradient(),
  transposed3D(),
  filterGradient3D(),
];
