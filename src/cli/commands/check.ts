/** @file `tfjs-flops check MODEL`: fails where a model costs more than it may. */
import { access } from 'node:fs/promises';
import { TfjsFlopsError } from '../../core/errors.ts';
import type { Report } from '../../core/report.ts';
import { count, integer } from '../../core/writing.ts';
import type { Breach, Verdict } from '../../gate/breach.ts';
import { BUDGET_FLAGS, budgetOf } from '../budget-flags.ts';
import { dashed, defineCommand, type Flags } from '../command.ts';
import { anything, last, on, quoted } from '../flag-values.ts';
import { BACKEND, MODEL_FLAGS } from '../flags.ts';
import { annotations, appendSummary } from '../job-summary.ts';
import { MODEL_OR_REPORT } from '../operands.ts';
import { checkWritable, isStandardOutput, writeWhole } from '../output-file.ts';
import type { RunFlags } from '../running/ready-model.ts';
import { withModels } from '../running/with-models.ts';
import { readSaved, refuseRunFlags, savedReport } from '../saved-report.ts';
import type { Terminal } from '../terminal.ts';
import { wordsOf } from '../words.ts';

const RUN_FLAGS = { ...BACKEND, ...MODEL_FLAGS };

const FLAGS = {
  baseline: {
    takes: 'FILE',
    says: 'a saved report; without limits nothing may cost more than in it',
    read: last(anything),
  },
  update: { takes: null, says: 'write the baseline: what the model costs now is accepted', read: on },
  ...BUDGET_FLAGS,
  markdown: {
    takes: 'FILE',
    says: 'write what is found to FILE in Markdown; - prints it instead',
    read: last(anything),
  },
  ...RUN_FLAGS,
} as const satisfies Flags;

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** The command that accepts what is found, with all that says which model is meant. */
function updateCommand(model: string, baseline: string, flags: { readonly [name: string]: unknown }): string {
  const words = wordsOf(RUN_FLAGS);
  const given = (Object.entries(RUN_FLAGS) as [string, Flags[string]][]).flatMap(([name, flag]) => {
    const value = flags[name];
    if (value === undefined) return [];
    return [
      flag.takes === null ? dashed(name) : words.option({ name: flag.option ?? name, value: value as never }),
    ];
  });
  const end = model.startsWith('-') ? ['--', quoted(model)] : [];
  return [
    'tfjs-flops check',
    ...(end.length === 0 ? [quoted(model)] : []),
    `--baseline ${quoted(baseline)}`,
    ...given,
    '--update',
    ...end,
  ].join(' ');
}

/** Whether a new baseline would mend it. */
const isRelative = ({ limit, relative }: Breach): boolean => limit === 'growth' || relative !== null;

async function countModel(model: string, flags: RunFlags, terminal: Terminal): Promise<Report> {
  terminal.progress(`${model}: counting`);
  const report = await withModels([model], flags, ([ready]) => ready!.profile({ runs: 0 }));
  terminal.progress(null);
  return report;
}

/** All that is printed. */
async function verdictText(
  verdict: Verdict,
  report: Report,
  { name, baseline, accept }: { name: string; baseline: string | undefined; accept: string | null },
): Promise<string> {
  const { breachSentence, movedText, rowLines } = await import('../../gate/text.ts');
  const { breaches, less, ungated } = verdict;
  const { counted, parameters, calls, unknownCalls } = report.total;
  const multiplyAdds = `${unknownCalls > 0 ? 'at least ' : ''}${integer(counted.multiplyAdds)} multiply-adds`;
  const passes = `PASS ${name}: ${multiplyAdds}, ${integer(parameters.total)} parameters, ${count(calls, 'kernel call')}`;
  const than = baseline ?? 'the baseline';
  return [
    ...breaches.flatMap((breach) => [`FAIL ${name}: ${breachSentence(breach, than)}`, ...rowLines(breach)]),
    ...(breaches.length === 0 ? [passes] : []),
    ...(less.length === 0 ? [] : [`  less than in ${than}: ${less.map(movedText).join('; ')}`]),
    ...(ungated.length === 0 ? [] : [`  not gated: ${ungated.map(movedText).join('; ')}`]),
    ...(accept !== null && breaches.some(isRelative) ? [`  Meant? ${accept}`] : []),
  ].join('\n');
}

export const check = defineCommand({
  name: 'check',
  summary: 'fails where a model costs more than a limit, or than its --baseline',
  operands: [MODEL_OR_REPORT],
  flags: FLAGS,
  async run([model], flags, terminal) {
    const { baseline, update, markdown } = flags;
    const budget = budgetOf(flags);
    if (baseline === undefined && (update === true || budget === null))
      throw new TfjsFlopsError(
        'invalid-option',
        update === true
          ? '--update writes a baseline, and none is named'
          : 'check needs a limit or a baseline, and got none',
        {
          remedies: [
            'give --baseline FILE',
            ...(update === true ? [] : ['give a limit, such as --max-multiply-adds 320M']),
          ],
        },
      );
    if (update === true) await checkWritable(baseline!, '--baseline');
    else if (baseline !== undefined && !(await isThere(baseline)))
      throw new TfjsFlopsError('invalid-input', `--baseline ${quoted(baseline)} is not there`, {
        remedies: [{ run: updateCommand(model, baseline, flags) }],
      });
    const isPrinted = markdown !== undefined && (await isStandardOutput(markdown));
    if (markdown !== undefined && !isPrinted) await checkWritable(markdown, '--markdown');
    const before = baseline === undefined || update === true ? undefined : await readSaved(baseline);

    const saved = await savedReport(model);
    if (saved !== null) refuseRunFlags(model, flags, RUN_FLAGS);
    const report = saved ?? (await countModel(model, flags, terminal));
    const { judge } = await import('../../gate/check.ts');
    const verdict = judge(report, budget ?? {}, update === true ? report : before, baseline);
    if (update === true) {
      const { writeReport } = await import('../../saved/write.ts');
      await writeWhole(baseline!, writeReport(report), undefined, '--baseline');
    }

    const accept = baseline === undefined || update === true ? null : updateCommand(model, baseline, flags);
    const { verdictMarkdown, LARGEST_SUMMARY } = await import('../../gate/markdown.ts');
    const { breachSentence } = await import('../../gate/text.ts');
    const summary = verdictMarkdown(verdict, model, baseline ?? null);
    if (isPrinted) terminal.print(summary);
    else terminal.print(await verdictText(verdict, report, { name: model, baseline, accept }));
    const sentences = verdict.breaches.map((breach) => `${model}: ${breachSentence(breach, baseline)}`);
    for (const line of annotations(sentences, terminal.env)) terminal.print(line);
    await appendSummary(summary, LARGEST_SUMMARY, terminal.env, terminal);
    if (markdown !== undefined && !isPrinted) await writeWhole(markdown, summary, undefined, '--markdown');
    return verdict.breaches.length === 0 ? 0 : 1;
  },
});
