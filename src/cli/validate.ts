/** @file `tfjs-flops validate`: a wrong textbook is a result; a verdict other than the recorded one is a failure. */
import { TfjsFlopsError } from '../core/errors.ts';
import type { Workload } from '../core/workload.ts';
import { allEqual, formatKernels } from '../validate/format-kernels.ts';
import { formatTrial } from '../validate/format.ts';
import { tryKernels } from '../validate/kernels.ts';
import { isAsRecorded, tryTextbook } from '../validate/textbook.ts';
import type { Run } from './commands.ts';
import type { Terminal } from './terminal.ts';
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

const DEFAULT_CASES = 1_000;

/** Random kernel calls: formula, prediction and execution, which must agree on each. */
async function validateKernels(cases: number, terminal: Terminal): Promise<0 | 1> {
  const trials = await tryKernels(cases, (done) => {
    if (done % 50 === 0) terminal.progress(`${done} of ${cases} kernel calls`);
  });
  terminal.progress(null);
  terminal.print(formatKernels(trials, terminal));
  return allEqual(trials) ? 0 : 1;
}

export const runValidate: Run = async (_, flags, terminal) => {
  const { kernels, cases = DEFAULT_CASES } = flags;
  if (kernels === true && flags.backend !== undefined && flags.backend !== 'wasm')
    throw new TfjsFlopsError(
      'wrong-backend',
      `--kernels counts inside the wasm backend, but --backend ${flags.backend} came. Leave --backend out.`,
    );
  if (kernels !== true && flags.cases !== undefined)
    throw new TfjsFlopsError('invalid-option', '--cases goes with --kernels. Give both.');
  await start(flags);
  if (kernels === true) return validateKernels(cases, terminal);
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
