/** @file `tfjs-flops why MODEL LAYER`, from a run or from a saved report. */
import type { Report } from '../../core/report.ts';
import { formatWhy } from '../../report/why.ts';
import { defineCommand } from '../command.ts';
import { refuseRunFlags, savedReport } from '../saved-report.ts';
import { BACKEND, MODEL_FLAGS } from '../flags.ts';
import { MODEL_OR_REPORT } from '../operands.ts';
import type { RunFlags } from '../running/ready-model.ts';
import { withModels } from '../running/with-models.ts';

/** Counts do not need time: one pass, nothing timed. */
const countModel = (model: string, flags: RunFlags): Promise<Report> =>
  withModels([model], flags, ([ready]) => ready!.profile({ runs: 0 }));

const FLAGS = { ...BACKEND, ...MODEL_FLAGS };

export const why = defineCommand({
  name: 'why',
  summary: "where a layer's numbers come from; MODEL may be a saved report",
  operands: [
    MODEL_OR_REPORT,
    {
      name: 'LAYER',
      says: 'a layer or a group of layers as the table names it, such as stem.conv',
      list: 'layers',
    },
  ],
  flags: FLAGS,
  async run([model, layer], flags, terminal) {
    const saved = await savedReport(model);
    if (saved !== null) refuseRunFlags(model, flags, FLAGS);
    else terminal.progress(`${model}: counting`);
    const report = saved ?? (await countModel(model, flags));
    terminal.progress(null);
    const { width, color } = terminal;
    terminal.print(formatWhy(report, layer, { width, color }));
    return 0;
  },
});
