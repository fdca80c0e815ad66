/** @file `tfjs-flops validate`: a wrong textbook is a result; a verdict other than the recorded one is a failure. */
import type { Workload } from '../core/workload.ts';
import { formatTrial } from '../validate/format.ts';
import { isAsRecorded, tryTextbook } from '../validate/textbook.ts';
import type { Run } from './commands.ts';
import { start, workloadOf } from './tfjs.ts';

/** A small transformer whose heads are each as wide as its tokens, as F9 has them. */
async function wideHeads(): Promise<Workload> {
  const { networkWorkload, vit } = await import('../../models/index.ts');
  const options = { imageSize: 32, patch: 8, width: 64, depth: 1, heads: 4, headWidth: 64, classes: 10 };
  return networkWorkload({
    name: 'wide-heads',
    title: 'a ViT',
    spec: { ...options, seed: 1 },
    inputShape: [1, options.imageSize, options.imageSize, 3],
    build: () => vit(options),
  });
}

export const runValidate: Run = async (_, flags, terminal) => {
  await start(flags);
  const trial = await tryTextbook(
    {
      cnn: await workloadOf('mobilenet-v2', {}),
      transformer: await workloadOf('deit-ti16', {}),
      largeTransformer: await workloadOf('vit-b16', {}),
      wideHeads: await wideHeads(),
    },
    (title) => terminal.progress(`running ${title}`),
  );
  terminal.progress(null);
  terminal.print(formatTrial(trial, terminal));
  return isAsRecorded(trial) ? 0 : 1;
};
