/**
 * @file Convolutions that the backend runs in loops of its own, which skip the padding: only taps that touch the
 * image are executed.
 */
import type { TileForm } from '../core/instructions.ts';
import { sizeOf } from '../core/shape.ts';
import { closedForm, less, more, type Tile } from './form.ts';
import { axis } from './shapes.ts';
import { tapsInImage, type Slide, type Window } from './window.ts';

/** @param slide its `outputs` are those of a convolution, or the gradient of them */
function skippingPadding(window: Window, slide: Slide, channels: Readonly<Record<string, number>>): TileForm {
  const batch = axis(slide.image, 0);
  const taps = tapsInImage(window, slide);
  const dense = { windows: sizeOf(slide.outputs.slice(1, -1)), taps: sizeOf(slide.kernel) };
  return closedForm([
    less('padding not run', { batch, ...channels, taps: dense.windows * dense.taps - sizeOf(taps) }),
  ]);
}

/** Each element of dy meets the weights whose place in dx exists. */
export const conv2DBackpropInput: Tile<'Conv2DBackpropInput'> = ({ inputs, outputs: [dx], attrs }) => {
  const [kh = 1, kw = 1, cIn = 1, cOut = 1] = inputs.filter.shape;
  return skippingPadding(
    { ...attrs, dilations: 1 },
    { image: dx.shape, outputs: inputs.dy.shape, kernel: [kh, kw] },
    { cIn, cOut },
  );
};

export const conv3D: Tile<'Conv3D'> = ({ inputs, outputs: [y], attrs }) => {
  const [kd = 1, kh = 1, kw = 1, cIn = 1, cOut = 1] = inputs.filter.shape;
  return skippingPadding(
    attrs,
    { image: inputs.x.shape, outputs: y.shape, kernel: [kd, kh, kw] },
    { cIn, cOut },
  );
};

/** A running sum from 0 over the taps that touch the image. */
export const avgPool3D: Tile<'AvgPool3D'> = ({ inputs, outputs: [y], attrs }) => {
  const kernel = Array.isArray(attrs.filterSize) ? attrs.filterSize : Array(3).fill(attrs.filterSize);
  const slide = { image: inputs.x.shape, outputs: y.shape, kernel };
  const form = skippingPadding({ ...attrs, dilations: 1 }, slide, { channels: axis(y.shape, -1) });
  return form.state === 'closed-form'
    ? closedForm([...form.terms, more('sums from 0', { outputs: sizeOf(y.shape) })])
    : form;
};
