/** @file Pooling: windows and whole maps. It has no multiply-adds and no parameters. */
import type { LayerConfig, LayerFormulas, LayerFormula } from '../../core/theory.ts';
import { NO_WORK } from '../../core/work.ts';
import { integers, only, owned } from '../config.ts';
import { readMap, slide, writeMap } from '../feature-map.ts';

/** tfjs-layers pools sequences along axis 1, whatever their format. */
function checkFormat(config: LayerConfig, spatialAxes: number): void {
  if (spatialAxes === 1 && config['data_format'] === 'channels_first')
    throw new Error('data_format is channels_first, which tfjs-layers ignores');
}

/** Windows of `pool_size`, by default side by side. */
const pool =
  (spatialAxes: number): LayerFormula =>
  (config, inputs) => {
    checkFormat(config, spatialAxes);
    const x = readMap(config, only(inputs), spatialAxes);
    const window = integers(config, 'pool_size', spatialAxes, 2);
    const space = slide({ ...config, strides: config['strides'] ?? window }, x.space, window);
    return { outputs: [writeMap(config, { ...x, space })], work: NO_WORK, parameters: owned(config, 0) };
  };

const globalPool =
  (spatialAxes: number): LayerFormula =>
  (config, inputs) => {
    checkFormat(config, spatialAxes);
    const x = readMap(config, only(inputs), spatialAxes);
    return { outputs: [[x.batch, x.channels]], work: NO_WORK, parameters: owned(config, 0) };
  };

export const POOLING = {
  MaxPooling1D: pool(1),
  MaxPooling2D: pool(2),
  MaxPooling3D: pool(3),
  AveragePooling1D: pool(1),
  AveragePooling2D: pool(2),
  AveragePooling3D: pool(3),
  GlobalMaxPooling1D: globalPool(1),
  GlobalMaxPooling2D: globalPool(2),
  GlobalAveragePooling1D: globalPool(1),
  GlobalAveragePooling2D: globalPool(2),
} satisfies LayerFormulas;
