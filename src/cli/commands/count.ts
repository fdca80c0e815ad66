/** @file `tfjs-flops count MODEL...` */
import type { Report } from '../../core/report.ts';
import type { Workload } from '../../core/workload.ts';
import type { Zoo } from '../model-argument.ts';
import { defineCommand, type Flags } from '../command.ts';
import { checkFitFlags, FIT_FLAGS, withFits } from '../fit-flags.ts';
import { MODEL_FLAGS, type ModelFlags } from '../flags.ts';
import { MODEL_OR_REPORT } from '../operands.ts';
import { outputOf, VIEW_FLAGS } from '../report-output.ts';
import { refuseRunFlags, savedReport } from '../saved-report.ts';
import { readAxes } from '../sweeping/axis-flag.ts';

const { weights: _weights, seed: _seed, noWeights: _noWeights, ...SHAPE_FLAGS } = MODEL_FLAGS;
/** A trace is made of times. */
const { trace: _trace, ...COUNT_VIEW } = VIEW_FLAGS;

const SWEEP = {
  sweep: {
    takes: 'NAME=96..640:32',
    says: 'a row per size of image-size, batch or an input (images.1.2)',
    read: readAxes,
  },
} as const satisfies Flags;

const FLAGS = { ...SHAPE_FLAGS, ...FIT_FLAGS, ...SWEEP, ...COUNT_VIEW } as const;

interface Counting {
  /** All are read before the first one is counted, so that a mistake is told at once. */
  readonly workloads: readonly Workload[];
  readonly countShapes: (workload: Workload) => Promise<Report>;
}

const zooApart = async (): Promise<Zoo> => (await import('../counting/apart.ts')).loadZoo();

/** Files and networks by name need less of tfjs than a module may. */
async function counting(names: readonly string[], flags: ModelFlags): Promise<Counting> {
  const { modelSpecOf } = await import('../model-argument.ts');
  const specs = await Promise.all(names.map((name) => modelSpecOf(name, flags, zooApart)));
  const data = specs.filter((spec) => spec.kind !== 'module');
  if (data.length === specs.length) {
    const { countShapes, loadQuietly, workloadOf } = await import('../counting/apart.ts');
    await loadQuietly();
    return { countShapes, workloads: await Promise.all(data.map(workloadOf)) };
  }
  const { countShapes, loadQuietly, workloadOf } = await import('../counting/any.ts');
  await loadQuietly();
  return { countShapes, workloads: await Promise.all(specs.map((spec) => workloadOf(spec, false))) };
}

/** Counts each model from shapes alone; a residual that is not 0, or a backend that does not run it, is a failed check. */
export const count = defineCommand({
  name: 'count',
  summary: 'the same without running: from shapes alone, no weights read',
  operands: [{ ...MODEL_OR_REPORT, many: true }],
  flags: FLAGS,
  async run(names, flags, terminal) {
    checkFitFlags(flags);
    const { sweep } = flags;
    const saved = await Promise.all(names.map(savedReport));
    const known = names.find((_, i) => saved[i] !== null);
    const live = names.filter((_, i) => saved[i] === null);
    if (known !== undefined && (live.length === 0 || sweep !== undefined))
      refuseRunFlags(known, flags, { ...SHAPE_FLAGS, ...SWEEP });
    if (sweep !== undefined) {
      const [{ loadQuietly }, { sweepCount }] = await Promise.all([
        import('../running/start.ts'),
        import('../sweeping/sweep-count.ts'),
      ]);
      await loadQuietly();
      return sweepCount(names, { ...flags, sweep }, terminal);
    }
    const output = await outputOf(names, flags, terminal);
    const models = live.length === 0 ? null : await counting(live, flags);
    let next = 0;
    for (const [i, name] of names.entries()) {
      const workload = saved[i] === null ? models!.workloads[next++]! : null;
      const report = workload === null ? saved[i]! : await models!.countShapes(workload);
      await output.show(i, workload?.name ?? name, await withFits(report, flags));
    }
    return output.code();
  },
});
