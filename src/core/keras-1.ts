/** @file Names under which Keras 1 wrote what has a default: nobody reads them today, and the default is taken in their place. */

/** As Keras 1 wrote a field, and as Keras 2 and tfjs-layers do. */
export const KERAS_1_NAMES: Readonly<Record<string, string>> = {
  border_mode: 'padding',
  subsample: 'strides',
  subsample_length: 'strides',
  stride: 'strides',
  atrous_rate: 'dilation_rate',
  dim_ordering: 'data_format',
  pool_length: 'pool_size',
  bias: 'use_bias',
};
