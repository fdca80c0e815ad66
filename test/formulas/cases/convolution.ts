/**
 * @file Convolutions: expected numbers by hand. A row of outputs that reads k taps with pad before and after
 * has outputs·k taps, less those outside, which are listed where they are subtracted.
 */
import { callOf, f32, type FormulaCase } from '../formula-case.ts';

const valid = { strides: 1, pad: 'valid', dilations: 1, dataFormat: 'NHWC' } as const;

function same3x3(): FormulaCase {
  const [n, h, w, cIn, cOut, k] = [2, 7, 7, 4, 5, 3];
  const taps = (size: number): number => size * k - 2; // one tap above the first row, one below the last
  return {
    name: 'Conv2D same 3×3 on 7×7',
    call: callOf('Conv2D', { x: f32(n, h, w, cIn), filter: f32(k, k, cIn, cOut) }, f32(n, h, w, cOut), {
      ...valid,
      pad: 'same',
    }),
    expected: {
      products: { multiplyAdds: n * h * w * cOut * k * k * cIn },
      'in-bounds': { multiplyAdds: n * taps(h) * taps(w) * cIn * cOut },
    },
  };
}

/** The first layer of MobileNetV2: 10,838,016 multiply-adds (Sandler et al., table 2, at 224 × 224). */
function stem(): FormulaCase {
  const [image, out, k, cIn, cOut] = [224, 112, 3, 3, 32];
  const taps = out * k - 1; // 'same' pads 0 before and 1 after
  return {
    name: 'Conv2D same 3×3 stride 2, the stem of MobileNetV2',
    call: callOf(
      'Conv2D',
      { x: f32(1, image, image, cIn), filter: f32(k, k, cIn, cOut) },
      f32(1, out, out, cOut),
      { ...valid, strides: [2, 2], pad: 'same', dilations: [1, 1] },
    ),
    expected: {
      products: { multiplyAdds: out * out * cOut * k * k * cIn },
      'in-bounds': { multiplyAdds: taps * taps * cIn * cOut },
    },
  };
}

function validRectangle(): FormulaCase {
  const [n, cIn, cOut, kh, kw] = [3, 2, 4, 3, 2];
  const [h, w, ho, wo] = [9, 8, 4, 3]; // (9 − 3)/2 + 1, (8 − 2)/3 + 1
  const products = n * ho * wo * cOut * kh * kw * cIn;
  return {
    name: 'Conv2D valid 3×2, strides 2×3: all taps inside',
    call: callOf('Conv2D', { x: f32(n, h, w, cIn), filter: f32(kh, kw, cIn, cOut) }, f32(n, ho, wo, cOut), {
      ...valid,
      strides: [2, 3],
    }),
    expected: { products: { multiplyAdds: products }, 'in-bounds': { multiplyAdds: products } },
  };
}

function dilated(): FormulaCase {
  const [h, w, k, cIn, cOut] = [9, 6, 3, 2, 3];
  const taps = (size: number): number => size * k - 2 - 2; // taps at −2, 0, +2: two rows lose one each side
  return {
    name: 'Conv2D same, dilation 2',
    call: callOf('Conv2D', { x: f32(1, h, w, cIn), filter: f32(k, k, cIn, cOut) }, f32(1, h, w, cOut), {
      ...valid,
      pad: 'same',
      dilations: 2,
    }),
    expected: {
      products: { multiplyAdds: h * w * cOut * k * k * cIn },
      'in-bounds': { multiplyAdds: taps(h) * taps(w) * cIn * cOut },
    },
  };
}

function explicitPadding(): FormulaCase {
  const [n, h, w, k, cIn, cOut] = [2, 7, 8, 3, 2, 3];
  const [ho, wo] = [3, 4]; // ⌊(7 + 1 + 0 − 3)/2⌋ + 1, ⌊(8 + 0 + 2 − 3)/2⌋ + 1
  const tapsH = ho * k - 1; // rows 2y − 1 … 2y + 1: one above the first
  const tapsW = wo * k - 1; // columns 2x … 2x + 2: one right of the last
  const pad = [
    [0, 0],
    [1, 0],
    [0, 2],
    [0, 0],
  ];
  return {
    name: 'Conv2D explicit padding, other on each side, stride 2',
    call: callOf('Conv2D', { x: f32(n, h, w, cIn), filter: f32(k, k, cIn, cOut) }, f32(n, ho, wo, cOut), {
      ...valid,
      strides: 2,
      pad,
    }),
    expected: {
      products: { multiplyAdds: n * ho * wo * cOut * k * k * cIn },
      'in-bounds': { multiplyAdds: n * tapsH * tapsW * cIn * cOut },
    },
  };
}

function numericPadding(): FormulaCase {
  const [h, w, out, k, cIn, cOut] = [7, 8, 4, 3, 3, 2]; // ⌊(7 + 2 − 3)/2⌋ + 1, ⌊(8 + 2 − 3)/2⌋ + 1
  const tapsH = out * k - 2; // one before the first, one after the last
  const tapsW = out * k - 1; // one before the first
  return {
    name: 'Conv2D padding 1, stride 2',
    call: callOf('Conv2D', { x: f32(1, h, w, cIn), filter: f32(k, k, cIn, cOut) }, f32(1, out, out, cOut), {
      ...valid,
      strides: 2,
      pad: 1,
    }),
    expected: {
      products: { multiplyAdds: out * out * cOut * k * k * cIn },
      'in-bounds': { multiplyAdds: tapsH * tapsW * cIn * cOut },
    },
  };
}

function filterBeyondImage(): FormulaCase {
  const [size, k, cIn, cOut] = [3, 5, 2, 2];
  return {
    name: 'Conv2D same 5×5 on 3×3: every output sees every pixel',
    call: callOf(
      'Conv2D',
      { x: f32(1, size, size, cIn), filter: f32(k, k, cIn, cOut) },
      f32(1, size, size, cOut),
      { ...valid, pad: 'same' },
    ),
    expected: {
      products: { multiplyAdds: size * size * cOut * k * k * cIn },
      'in-bounds': { multiplyAdds: size * size * (size * size) * cIn * cOut },
    },
  };
}

function channelsFirst(): FormulaCase {
  const [n, cIn, cOut, h, w, k] = [2, 3, 4, 8, 6, 3];
  const [ho, wo] = [8, 4]; // 8 + 1 + 1 − 2, 6 − 2
  const pad = [
    [0, 0],
    [0, 0],
    [1, 1],
    [0, 0],
  ];
  return {
    name: 'Conv2D NCHW, explicit padding of the rows',
    call: callOf('Conv2D', { x: f32(n, cIn, h, w), filter: f32(k, k, cIn, cOut) }, f32(n, cOut, ho, wo), {
      ...valid,
      pad,
      dataFormat: 'NCHW',
    }),
    expected: {
      products: { multiplyAdds: n * cOut * ho * wo * k * k * cIn },
      'in-bounds': { multiplyAdds: n * (ho * k - 2) * (wo * k) * cIn * cOut },
    },
  };
}

function channelsFirstSame(): FormulaCase {
  const [n, cIn, cOut, h, w, kh, kw] = [2, 3, 4, 8, 6, 3, 1];
  return {
    name: 'Conv2D NCHW same 3×1',
    call: callOf('Conv2D', { x: f32(n, cIn, h, w), filter: f32(kh, kw, cIn, cOut) }, f32(n, cOut, h, w), {
      ...valid,
      pad: 'same',
      dataFormat: 'NCHW',
    }),
    expected: {
      products: { multiplyAdds: n * cOut * h * w * kh * kw * cIn },
      'in-bounds': { multiplyAdds: n * (h * kh - 2) * w * cIn * cOut },
    },
  };
}

function depthwise(): FormulaCase {
  const [n, h, w, channels, multiplier, k] = [2, 10, 12, 3, 2, 3];
  const [ho, wo] = [5, 6];
  return {
    name: 'DepthwiseConv2dNative multiplier 2, same, stride 2, dilations null',
    call: callOf(
      'DepthwiseConv2dNative',
      { x: f32(n, h, w, channels), filter: f32(k, k, channels, multiplier) },
      f32(n, ho, wo, channels * multiplier),
      { strides: 2, pad: 'same', dilations: null },
    ),
    expected: {
      products: { multiplyAdds: n * ho * wo * channels * multiplier * k * k },
      'in-bounds': { multiplyAdds: n * (ho * k - 1) * (wo * k - 1) * channels * multiplier },
    },
  };
}

function depthwiseDilated(): FormulaCase {
  const [h, w, channels, kh, kw] = [8, 9, 4, 3, 2];
  const [ho, wo] = [4, 6]; // 8 − 2·2, 9 − 1·3
  const products = ho * wo * channels * kh * kw;
  return {
    name: 'DepthwiseConv2dNative valid, dilations 2×3',
    call: callOf(
      'DepthwiseConv2dNative',
      { x: f32(1, h, w, channels), filter: f32(kh, kw, channels, 1) },
      f32(1, ho, wo, channels),
      { strides: [1, 1], pad: 'valid', dilations: [2, 3] },
    ),
    expected: { products: { multiplyAdds: products }, 'in-bounds': { multiplyAdds: products } },
  };
}

function depthwiseChannelsFirst(): FormulaCase {
  const [n, channels, h, w, kh, kw] = [2, 3, 8, 6, 3, 1];
  return {
    name: 'DepthwiseConv2dNative NCHW same 3×1',
    call: callOf(
      'DepthwiseConv2dNative',
      { x: f32(n, channels, h, w), filter: f32(kh, kw, channels, 1) },
      f32(n, channels, h, w),
      { strides: 1, pad: 'same', dilations: 1 },
    ),
    expected: {
      products: { multiplyAdds: n * channels * h * w * kh * kw },
      'in-bounds': { multiplyAdds: n * (h * kh - 2) * w * channels },
    },
  };
}

function conv3D(): FormulaCase {
  const [n, d, h, w, cIn, cOut, kd, kh, kw] = [2, 6, 8, 7, 2, 3, 3, 2, 1];
  const [dOut, hOut, wOut] = [3, 4, 4]; // ⌈6/2⌉, ⌈8/2⌉, ⌈7/2⌉
  const tapsD = dOut * kd - 1; // pads 0 before, 1 after
  return {
    name: 'Conv3D same 3×2×1, stride 2',
    call: callOf(
      'Conv3D',
      { x: f32(n, d, h, w, cIn), filter: f32(kd, kh, kw, cIn, cOut) },
      f32(n, dOut, hOut, wOut, cOut),
      { strides: 2, pad: 'same', dilations: [1, 1, 1] },
    ),
    expected: {
      products: { multiplyAdds: n * dOut * hOut * wOut * cOut * kd * kh * kw * cIn },
      'in-bounds': { multiplyAdds: n * tapsD * (hOut * kh) * (wOut * kw) * cIn * cOut },
    },
  };
}

function conv3DDilated(): FormulaCase {
  const [n, size, cIn, cOut, k] = [2, 5, 3, 2, 3];
  const taps = size * k - 2 - 2; // taps at −2, 0, +2
  return {
    name: 'Conv3D same, dilation 2',
    call: callOf(
      'Conv3D',
      { x: f32(n, size, size, size, cIn), filter: f32(k, k, k, cIn, cOut) },
      f32(n, size, size, size, cOut),
      { strides: [1, 1, 1], pad: 'same', dilations: 2 },
    ),
    expected: {
      products: { multiplyAdds: n * size ** 3 * cOut * k ** 3 * cIn },
      'in-bounds': { multiplyAdds: n * taps ** 3 * cIn * cOut },
    },
  };
}

export const CONVOLUTION_CASES: readonly FormulaCase[] = [
  same3x3(),
  stem(),
  validRectangle(),
  dilated(),
  explicitPadding(),
  numericPadding(),
  filterBeyondImage(),
  channelsFirst(),
  channelsFirstSame(),
  depthwise(),
  depthwiseDilated(),
  depthwiseChannelsFirst(),
  conv3D(),
  conv3DDilated(),
];
