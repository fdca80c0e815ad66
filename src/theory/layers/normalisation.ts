/** @file Batch and layer normalisation: multiplies and adds, but no multiply-adds. */
import { sizeOf } from '../../core/shape.ts';
import type { LayerConfig, LayerFormulas, LayerFormula } from '../../core/theory.ts';
import { NO_WORK } from '../../core/work.ts';
import { axisOf, dim, flag, integer, only, owned } from '../config.ts';

/** How many of γ (`scale`) and β (`center`) there are. */
const scaleAndShift = (config: LayerConfig): number =>
  Number(flag(config, 'scale', true)) + Number(flag(config, 'center', true));

/** γ and β, trainable, and the moving mean and variance, which never were: C of each. */
const batchNormalisation: LayerFormula = (config, inputs) => {
  const input = only(inputs);
  // Keras writes a list of one axis.
  const [axis] = [config['axis'] ?? -1].flat();
  const channels = dim(input, axisOf(axis, input.length));
  const parameters = owned(config, scaleAndShift(config) * channels, 2 * channels);
  return { outputs: [input], work: NO_WORK, parameters };
};

/** γ and β over the normalised axes. */
const layerNormalisation: LayerFormula = (config, inputs) => {
  if (flag(config, 'rms_scaling', false)) throw new Error('rms_scaling is true, which tfjs-layers ignores');
  const input = only(inputs);
  const axes = [config['axis'] ?? -1].flat().map((axis) => axisOf(axis, input.length));
  const normalised = sizeOf(axes.map((axis) => dim(input, axis)));
  return { outputs: [input], work: NO_WORK, parameters: owned(config, scaleAndShift(config) * normalised) };
};

/** A factor for each channel, a weight; no multiply-adds. */
const channelScale: LayerFormula = (config, inputs) => ({
  outputs: [only(inputs)],
  work: NO_WORK,
  parameters: owned(config, integer(config, 'channels')),
});

export const NORMALISATION = {
  BatchNormalization: batchNormalisation,
  LayerNormalization: layerNormalisation,
  ChannelScale: channelScale,
} satisfies LayerFormulas;
