/** @file `tfjs-flops why MODEL LAYER`, from a run or from a saved report. */
import type { Report } from '../../core/report.ts';
import { formatWhy } from '../../report/why.ts';
import { defineCommand } from '../command.ts';
import { isReport, readReport } from '../saved-report.ts';
import { BACKEND, MODEL_FLAGS } from '../flags.ts';
import { MODEL } from '../operands.ts';
import type { RunFlags } from '../running/ready-model.ts';
import { withModels } from '../running/with-models.ts';

/** Counts do not need time: one pass, nothing timed. */
const countModel = (model: string, flags: RunFlags): Promise<Report> =>
  withModels([model], flags, ([ready]) => ready!.profile({ runs: 0 }));

export const why = defineCommand({
  name: 'why',
  summary: "where a layer's numbers come from; MODEL may be a saved report",
  operands: [
    { ...MODEL, says: `${MODEL.says}; or a report that profile --json wrote` },
    {
      name: 'LAYER',
      says: 'a layer or a group of layers as the table names it, such as stem.conv',
      list: 'layers',
    },
  ],
  flags: { ...BACKEND, ...MODEL_FLAGS },
  async run([model, layer], flags, terminal) {
    terminal.progress(`${model}: counting`);
    const report = (await isReport(model)) ? await readReport(model) : await countModel(model, flags);
    terminal.progress(null);
    const { width, color } = terminal;
    terminal.print(formatWhy(report, layer, { width, color }));
    return 0;
  },
});
