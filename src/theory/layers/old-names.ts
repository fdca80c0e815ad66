/** @file Names of Keras 1: under them neither tfjs-layers nor a closed form finds what a layer is. */
import { KERAS_1_NAMES } from '../../core/keras-1.ts';
import type { LayerConfig } from '../../core/theory.ts';

/** @throws where an old name stands in the place of the new one */
export function refuseOldNames(config: LayerConfig): void {
  for (const [old, name] of Object.entries(KERAS_1_NAMES))
    if ((config[old] ?? null) !== null && !(name in config))
      throw new Error(`it has ${old}, as Keras 1 wrote ${name}, which tfjs-layers ignores`);
}
