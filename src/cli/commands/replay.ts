/** @file `tfjs-flops replay MODEL LAYER`: one kernel call as a module of its own, from a run or from a saved report. */
import { defineCommand, type Flags } from '../command.ts';
import { anything, last } from '../flag-values.ts';
import { MODEL_OR_REPORT } from '../operands.ts';
import { checkPlaces } from '../places-apart.ts';
import { checkWritable, isStandardOutput, writeWhole } from '../output-file.ts';
import { COUNT_FLAGS, countedReport } from '../running/counted.ts';

const OUT = {
  out: {
    takes: 'FILE',
    says: 'write the module to FILE, such as conv.mjs, instead of printing it',
    read: last(anything),
  },
} as const satisfies Flags;

export const replay = defineCommand({
  name: 'replay',
  summary: 'a module that runs one kernel call alone, for a bug report',
  operands: [
    MODEL_OR_REPORT,
    {
      name: 'LAYER',
      says: 'a layer as the table names it, whose costliest call is taken; or call:N, by its number in the report',
      list: 'layers',
    },
  ],
  flags: {
    ...COUNT_FLAGS,
    ...OUT,
  },
  async run([model, layer], { out, ...flags }, terminal) {
    const isPrinted = out === undefined || (await isStandardOutput(out));
    if (!isPrinted) {
      await checkPlaces([['--out', out]], [model]);
      await checkWritable(out, '--out');
    }
    const report = await countedReport(model, flags, terminal);
    const [{ chosenCall }, { replayModule }] = await Promise.all([
      import('../work/replayed-call.ts'),
      import('../../replay/module.ts'),
    ]);
    const { call, notes } = chosenCall(report, layer);
    const text = replayModule(report, call, { notes });
    if (isPrinted) terminal.print(text.trimEnd());
    else await writeWhole(out, text, undefined, '--out');
    return 0;
  },
});
