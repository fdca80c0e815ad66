/** @file `tfjs-flops why MODEL LAYER`, from a run or from a saved report. */
import { defineCommand } from '../command.ts';
import { UNIT } from '../exports.ts';
import { MODEL_OR_REPORT } from '../operands.ts';
import { COUNT_FLAGS, countedReport } from '../running/counted.ts';

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
  flags: { ...COUNT_FLAGS, ...UNIT },
  async run([model, layer], flags, terminal) {
    const report = await countedReport(model, flags, terminal);
    const { formatWhy } = await import('../../report/why.ts');
    const { width, color } = terminal;
    terminal.print(formatWhy(report, layer, { width, color, unit: flags.unit }));
    return 0;
  },
});
