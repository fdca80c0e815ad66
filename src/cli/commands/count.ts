/** @file `tfjs-flops count MODEL...` */
import { defineCommand, type Flags } from '../command.ts';
import { checkFitFlags, FIT_FLAGS, withFits } from '../fit-flags.ts';
import { MODEL_FLAGS } from '../flags.ts';
import { MODEL } from '../operands.ts';
import { outputOf, VIEW_FLAGS } from '../report-output.ts';
import { loadQuietly } from '../running/start.ts';
import { readAxes } from '../sweeping/axis-flag.ts';

const { weights: _weights, seed: _seed, noWeights: _noWeights, ...SHAPE_FLAGS } = MODEL_FLAGS;
/** A trace is made of times. */
const { trace: _trace, ...COUNT_VIEW } = VIEW_FLAGS;

const FLAGS = {
  ...SHAPE_FLAGS,
  ...FIT_FLAGS,
  sweep: {
    takes: 'NAME=96..640:32',
    says: 'a row per size of image-size, batch, or axes of an input (images.1.2); several: all pairs',
    read: readAxes,
  },
  ...COUNT_VIEW,
} as const satisfies Flags;

/** Counts each model from shapes alone; a residual that is not 0, or a backend that does not run it, is a failed check. */
export const count = defineCommand({
  name: 'count',
  summary: 'the same without running: from shapes alone, no weights read',
  operands: [{ ...MODEL, many: true }],
  flags: FLAGS,
  async run(names, flags, terminal) {
    checkFitFlags(flags);
    const { sweep } = flags;
    if (sweep !== undefined) {
      await loadQuietly();
      const { sweepCount } = await import('../sweeping/sweep-count.ts');
      return sweepCount(names, { ...flags, sweep }, terminal);
    }
    const output = await outputOf(names, flags, terminal);
    await loadQuietly();
    const [{ workloadOf }, { modelSpecOf }, { countShapes }] = await Promise.all([
      import('../../load/model-spec.ts'),
      import('../model-argument.ts'),
      import('../../profile/count-shapes.ts'),
    ]);
    // All are read before the first one is counted, so that a mistake is told at once.
    const workloads = await Promise.all(
      names.map(async (name) => workloadOf(await modelSpecOf(name, flags), false)),
    );
    for (const [i, workload] of workloads.entries())
      await output.show(i, workload.name, await withFits(await countShapes(workload), flags));
    return output.code();
  },
});
