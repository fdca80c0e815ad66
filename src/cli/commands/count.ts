/** @file `tfjs-flops count MODEL...` */
import type { Report } from '../../core/report.ts';
import type { Workload } from '../../core/workload.ts';
import type { ModelSpec } from '../../load/model-spec.ts';
import type { Zoo } from '../model-argument.ts';
import { defineCommand, type Flags } from '../command.ts';
import { checkFitFlags, FIT_FLAGS, withFits } from '../fit-flags.ts';
import { MODEL_FLAGS } from '../flags.ts';
import { MODEL } from '../operands.ts';
import { outputOf, VIEW_FLAGS } from '../report-output.ts';
import { readAxes } from '../sweeping/axis-flag.ts';

const { weights: _weights, seed: _seed, noWeights: _noWeights, ...SHAPE_FLAGS } = MODEL_FLAGS;
/** A trace is made of times. */
const { trace: _trace, ...COUNT_VIEW } = VIEW_FLAGS;

const FLAGS = {
  ...SHAPE_FLAGS,
  ...FIT_FLAGS,
  sweep: {
    takes: 'NAME=96..640:32',
    says: 'a row per size of image-size, batch or an input (images.1.2)',
    read: readAxes,
  },
  ...COUNT_VIEW,
} as const satisfies Flags;

interface Counting {
  readonly open: () => Promise<readonly Workload[]>;
  readonly countShapes: (workload: Workload) => Promise<Report>;
}

const zooApart = async (): Promise<Zoo> => (await import('../counting/apart.ts')).loadZoo();

/** Files and networks by name need less of tfjs than a module may. */
async function counting(specs: readonly ModelSpec[]): Promise<Counting> {
  const data = specs.filter((spec) => spec.kind !== 'module');
  if (data.length === specs.length) {
    const { countShapes, loadQuietly, workloadOf } = await import('../counting/apart.ts');
    await loadQuietly();
    return { countShapes, open: () => Promise.all(data.map(workloadOf)) };
  }
  const { countShapes, loadQuietly, workloadOf } = await import('../counting/any.ts');
  await loadQuietly();
  return { countShapes, open: () => Promise.all(specs.map((spec) => workloadOf(spec, false))) };
}

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
      const [{ loadQuietly }, { sweepCount }] = await Promise.all([
        import('../running/start.ts'),
        import('../sweeping/sweep-count.ts'),
      ]);
      await loadQuietly();
      return sweepCount(names, { ...flags, sweep }, terminal);
    }
    const output = await outputOf(names, flags, terminal);
    const { modelSpecOf } = await import('../model-argument.ts');
    const specs = await Promise.all(names.map((name) => modelSpecOf(name, flags, zooApart)));
    const { countShapes, open } = await counting(specs);
    // All are read before the first one is counted, so that a mistake is told at once.
    const workloads = await open();
    for (const [i, workload] of workloads.entries())
      await output.show(i, workload.name, await withFits(await countShapes(workload), flags));
    return output.code();
  },
});
