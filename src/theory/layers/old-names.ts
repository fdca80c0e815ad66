/** @file Names under which Keras 1 wrote what a layer is: under them neither tfjs-layers nor a closed form finds it. */
import type { LayerConfig } from '../../core/theory.ts';

/** Those with a default, which would be taken in their place. */
const OLD_NAMES: Readonly<Record<string, string>> = {
  border_mode: 'padding',
  subsample: 'strides',
  subsample_length: 'strides',
  stride: 'strides',
  atrous_rate: 'dilation_rate',
  dim_ordering: 'data_format',
  pool_length: 'pool_size',
  bias: 'use_bias',
};

/** @throws where an old name stands in the place of the new one */
export function refuseOldNames(config: LayerConfig): void {
  for (const [old, name] of Object.entries(OLD_NAMES))
    if ((config[old] ?? null) !== null && !(name in config))
      throw new Error(`it has ${old}, as Keras 1 wrote ${name}, which tfjs-layers ignores`);
}
