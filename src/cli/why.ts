/** @file `tfjs-flops why MODEL LAYER`, from a run or from a saved report. */
import { TfjsFlopsError } from '../core/errors.ts';
import type { Report } from '../core/report.ts';
import { formatWhy } from '../report/why.ts';
import type { Run } from './commands.ts';
import { isReport, readReport } from './files.ts';
import type { FlagValues } from './flags.ts';

/** Counts do not need time: one pass, nothing timed. */
async function countModel(model: string, flags: FlagValues): Promise<Report> {
  const { withSubjects } = await import('./tfjs.ts');
  return withSubjects([model], flags, ([subject]) => subject!.profile({ runs: 0 }));
}

export const runWhy: Run = async ([model, layer], flags, terminal) => {
  if (model === undefined || layer === undefined)
    throw new TfjsFlopsError('invalid-input', 'why needs MODEL and LAYER.');
  terminal.progress(`${model}: counting`);
  const report = (await isReport(model)) ? await readReport(model) : await countModel(model, flags);
  terminal.progress(null);
  terminal.print(formatWhy(report, layer, { width: terminal.width, color: terminal.color }));
  return 0;
};
