/** @file `tfjs-flops check MODEL`: fails where a model costs more than it may. */
import { access } from 'node:fs/promises';
import { TfjsFlopsError } from '../../core/errors.ts';
import type { Verdict } from '../../gate/breach.ts';
import { BUDGET_FLAGS, budgetOf } from '../budget-flags.ts';
import type { Limits } from '../checking/limits.ts';
import { updateCommand } from '../checking/update-command.ts';
import { defineCommand, type Flags, type ValuesOf } from '../command.ts';
import { anything, last, on, quoted } from '../flag-values.ts';
import { annotations, appendSummary } from '../job-summary.ts';
import { MODEL_OR_REPORT } from '../operands.ts';
import { checkWritable, isStandardOutput, writeWhole } from '../output-file.ts';
import { COUNT_FLAGS, countedReport } from '../running/counted.ts';
import { readSaved } from '../saved-report.ts';

const FLAGS = {
  baseline: {
    takes: 'FILE',
    says: 'a saved report; without limits nothing may cost more than in it',
    read: last(anything),
  },
  update: { takes: null, says: 'write the baseline: what the model costs now is accepted', read: on },
  ...BUDGET_FLAGS,
  config: {
    takes: 'FILE',
    says: 'limits; default: the nearest tfjs-flops.config.json, or tfjs-flops in a package.json',
    read: last(anything),
  },
  markdown: {
    takes: 'FILE',
    says: 'write what is found to FILE in Markdown; - prints it instead',
    read: last(anything),
  },
  ...COUNT_FLAGS,
} as const satisfies Flags;

type CheckFlags = ValuesOf<typeof FLAGS>;

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** @throws TfjsFlopsError `invalid-option` where nothing is asked, or nothing can be written */
function checkAsked(model: string, limits: Limits, { baseline, update }: CheckFlags): void {
  if (update === true && baseline === undefined)
    throw new TfjsFlopsError('invalid-option', '--update writes a baseline, and none is named', {
      remedies: ['give --baseline FILE'],
    });
  if (baseline !== undefined || limits.budget !== null) return;
  const what =
    limits.file === null
      ? 'check needs a limit or a baseline, and got none'
      : `check needs a limit or a baseline, and ${limits.file.name} has none of ${model}`;
  throw new TfjsFlopsError('invalid-option', what, {
    nearest: limits.file?.nearest,
    remedies: ['give --baseline FILE', 'give a limit, such as --max-multiply-adds 320M'],
  });
}

export const check = defineCommand({
  name: 'check',
  summary: 'fails where a model costs more than a limit, or than its --baseline',
  operands: [MODEL_OR_REPORT],
  flags: FLAGS,
  async run([model], flags, terminal) {
    const { baseline, update, markdown } = flags;
    const { limitsOf } = await import('../checking/limits.ts');
    const limits = await limitsOf(model, budgetOf(flags), flags.config);
    checkAsked(model, limits, flags);
    if (update === true) await checkWritable(baseline!, '--baseline');
    else if (baseline !== undefined && !(await isThere(baseline)))
      throw new TfjsFlopsError('invalid-input', `--baseline ${quoted(baseline)} is not there`, {
        remedies: [{ run: updateCommand(model, baseline, flags) }],
      });
    const isPrinted = markdown !== undefined && (await isStandardOutput(markdown));
    if (markdown !== undefined && !isPrinted) await checkWritable(markdown, '--markdown');
    const before = baseline === undefined || update === true ? undefined : await readSaved(baseline);

    const report = await countedReport(model, flags, terminal);
    const { judge } = await import('../../gate/check.ts');
    const verdict = ((): Verdict => {
      try {
        return judge(report, limits.budget ?? {}, update === true ? report : before, baseline);
      } catch (error) {
        throw limits.said(error);
      }
    })();
    if (update === true) {
      const { writeReport } = await import('../../saved/write.ts');
      await writeWhole(baseline!, writeReport(report), undefined, '--baseline');
    }

    const accept = baseline === undefined || update === true ? null : updateCommand(model, baseline, flags);
    const { verdictMarkdown, LARGEST_SUMMARY } = await import('../../gate/markdown.ts');
    const { breachSentence } = await import('../../gate/text.ts');
    const { verdictText } = await import('../checking/verdict-text.ts');
    const notes = limits.note === null ? [] : [limits.note];
    const summary = verdictMarkdown(verdict, model, baseline ?? null, notes);
    if (isPrinted) terminal.print(summary);
    else terminal.print(verdictText(verdict, report, { name: model, baseline, accept, notes }));
    const sentences = verdict.breaches.map((breach) => `${model}: ${breachSentence(breach, baseline)}`);
    for (const line of annotations(sentences, terminal.env)) terminal.print(line);
    await appendSummary(summary, LARGEST_SUMMARY, terminal.env, terminal);
    if (markdown !== undefined && !isPrinted) await writeWhole(markdown, summary, undefined, '--markdown');
    return verdict.breaches.length === 0 ? 0 : 1;
  },
});
