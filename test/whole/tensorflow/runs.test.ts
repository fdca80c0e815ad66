/** @file On the real TensorFlow backend: training steps, graph models, what it refuses, and where the time goes. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { zooWorkload } from '../../../models/index.ts';
import { startBackend } from '../../../src/backends/start.ts';
import { tensorflow } from '../../../src/backends/tensorflow/start.ts';
import { profile } from '../../../src/index.ts';
import { noRealModels, realWorkload } from '../../support/real-models.ts';
import { mustSkip } from '../../support/required.ts';
import { stepFailures } from '../training/failures.ts';
import { smallModels } from '../training/models.ts';
import { OPTIMIZERS } from '../training/optimizers.ts';
import { RULES } from '../training/work.ts';

const status = await tensorflow.status();
const skip = mustSkip('tensorflow', status.available ? null : status.why);

/** [images, 8, 8, channels] */
const image = (channels: number): tf.Tensor4D => tf.ones([1, 8, 8, channels]);

/** What cpu runs and TensorFlow does not, and how that is told. */
const REFUSED: Readonly<Record<string, readonly [run: () => tf.Tensor, message: RegExp]>> = {
  'padding in numbers': [
    () => tf.conv2d(image(3), tf.ones([3, 3, 3, 4]), 1, 1),
    /^The tensorflow backend refuses a Conv2D: .*'valid' and 'same' padding/,
  ],
  'padding in numbers of a fused depthwise convolution': [
    () => tf.fused.depthwiseConv2d({ x: image(3), filter: tf.ones([3, 3, 3, 1]), strides: 1, pad: 1 }),
    /^The tensorflow backend refuses a FusedDepthwiseConv2D: .*'valid' and 'same' padding/,
  ],
  'padding in numbers of a pooling': [
    () => tf.maxPool(image(3), 2, 1, 1),
    /^The tensorflow backend refuses a MaxPool: .*'valid' and 'same' padding/,
  ],
  'a fused convolution with channels first': [
    () =>
      tf.fused.conv2d({
        x: image(8),
        filter: tf.ones([3, 3, 8, 4]),
        strides: 1,
        pad: 'same',
        dataFormat: 'NCHW',
      }),
    /^The tensorflow backend refuses a FusedConv2D: .*'NCHW'/,
  ],
  'a kernel that it lacks': [
    () => tf.image.rotateWithOffset(image(3), 0.3),
    /^The tensorflow backend has no kernel RotateWithOffset\./,
  ],
};

describe.skipIf(skip)('tensorflow', () => {
  beforeAll(async () => {
    await startBackend('tensorflow');
  });

  it.each(OPTIMIZERS)(
    'trains with $name: forward, backward and updates are the products of sizes',
    async (optimizer) => {
      for (const trained of smallModels().slice(0, 3))
        expect(await stepFailures(trained, { optimizer })).toEqual([]);
    },
  );

  it('a step that is expected to have one gradient a layer is told apart', async () => {
    const rules = { ...RULES, gradients: () => 1 };
    for (const trained of smallModels().slice(0, 3))
      expect((await stepFailures(trained, { rules })).length).toBeGreaterThan(0);
  });

  it.each(Object.entries(REFUSED))('refuses %s in a sentence', async (_, [run, message]) => {
    await expect(profile(() => tf.tidy(run), { runs: 0 })).rejects.toMatchObject({
      name: 'TfjsFlopsError',
      code: 'refused-by-backend',
      message: expect.stringMatching(message) as unknown,
    });
  });

  it.skipIf(noRealModels)('graph models count there as they are derived', async () => {
    /** BERT: 4 projections, scores and values, MLP, of N tokens of width D. */
    const [N, D, depth] = [128, 128, 2];
    const bert = depth * (4 * N * D * D + 2 * N * N * D + 2 * N * D * 4 * D);
    for (const [name, multiplyAdds] of [
      ['blazeface-front', null],
      ['hf-bert-tiny', bert],
    ] as const) {
      const { total, weights } = await profile(await realWorkload(name), { runs: 0 });
      expect(total.counted.multiplyAdds).toBe(multiplyAdds ?? total.theory!.multiplyAdds);
      expect(total.counted.multiplyAdds).toBeGreaterThan(0);
      expect(total).toMatchObject({ residual: 0, unknownCalls: 0 });
      expect(weights.filter(({ read }) => !read)).toEqual([]);
    }
  });

  it('kernels take most of the wall-clock of MobileNetV2 at 224 pixels', async () => {
    const { total } = await profile(zooWorkload('mobilenet-v2'), { runs: 10 });
    const [kernels, wall] = [total.time!, total.wall!];
    const share = kernels.meanMs / wall.meanMs;
    console.log(
      `MobileNetV2 224 on tensorflow: kernels ${kernels.meanMs.toFixed(1)} ms of ` +
        `${wall.meanMs.toFixed(1)} ms wall-clock, ${(100 * share).toFixed(0)} %`,
    );
    expect(share).toBeGreaterThan(0.2);
    // Medians are of different passes; in the first one kernels and wall-clock are of the same.
    expect(kernels.firstMs!).toBeLessThanOrEqual(wall.firstMs!);
    expect(kernels.firstMs!).toBeGreaterThan(wall.firstMs! / 5);
  });
});
