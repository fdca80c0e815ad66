/** @file The models on which the formulas of the text are checked. */
import { networkWorkload, vit, zooWorkload } from '../../../models/index.ts';
import type { Workload } from '../../core/workload.ts';
import type { CheckedModels } from './check.ts';

/** A small transformer whose heads are each as wide as its tokens, as F9 has them. */
function wideHeads(): Workload {
  const options = { imageSize: 32, patch: 8, width: 64, depth: 1, heads: 4, headWidth: 64, classes: 10 };
  return networkWorkload({
    name: 'wide-heads',
    title: 'a ViT',
    spec: { ...options, seed: 1 },
    inputShape: [1, options.imageSize, options.imageSize, 3],
    build: () => vit(options),
  });
}

export const checkedModels = (): CheckedModels => ({
  cnn: zooWorkload('mobilenet-v2'),
  transformer: zooWorkload('deit-ti16'),
  largeTransformer: zooWorkload('vit-b16'),
  wideHeads: wideHeads(),
});
