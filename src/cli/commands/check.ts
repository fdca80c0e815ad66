/** @file `tfjs-flops check MODEL`: fails where a model costs more than it may. */
import { TfjsFlopsError } from '../../core/errors.ts';
import type { Verdict } from '../../gate/breach.ts';
import { readTimeLimit, type TimeLimit } from '../../gate/time.ts';
import { BUDGET_FLAGS, budgetOf } from '../budget-flags.ts';
import type { Limits } from '../checking/limits.ts';
import { updateCommand } from '../checking/update-command.ts';
import { defineCommand, type Flags, type ValuesOf } from '../command.ts';
import { anything, invalidValue, last, on } from '../flag-values.ts';
import { annotations, appendSummary, withoutCommands } from '../job-summary.ts';
import { MODEL_OR_REPORT } from '../operands.ts';
import { checkPlaces } from '../places-apart.ts';
import { checkWritable, isStandardOutput, writeWhole } from '../output-file.ts';
import { COUNT_FLAGS } from '../running/counted.ts';

function timeLimit(text: string, flag: string): TimeLimit {
  try {
    return readTimeLimit(text);
  } catch {
    // Said in the words of the command line.
    throw invalidValue(flag, text, "what may be added to the baseline's time", 'give +5%');
  }
}

const FLAGS = {
  baseline: {
    takes: 'FILE|MODEL',
    says: 'a saved report or a model; without limits nothing may exceed it',
    read: last(anything),
  },
  update: { takes: null, says: 'write the baseline: what the model costs now is accepted', read: on },
  ...BUDGET_FLAGS,
  gateTime: {
    takes: 'LIMIT',
    says: 'the most time, such as +5% of that of a model as --baseline',
    read: last(timeLimit),
  },
  config: {
    takes: 'FILE',
    says: 'file of limits (default: the nearest tfjs-flops.config.json)',
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

/** @throws TfjsFlopsError `invalid-option` where nothing is asked, or nothing can be written */
function checkAsked(model: string, limits: Limits, { baseline, update, gateTime }: CheckFlags): void {
  if (update === true && baseline === undefined)
    throw new TfjsFlopsError('invalid-option', '--update writes a baseline, and none is named', {
      remedies: ['give --baseline FILE'],
    });
  if (baseline !== undefined || limits.budget !== null || gateTime !== undefined) return;
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
    const { baselineKind } = await import('../checking/baseline.ts');
    const kind = await baselineKind(model, flags);
    const isPrinted = markdown !== undefined && (await isStandardOutput(markdown));
    if (markdown !== undefined && !isPrinted) {
      await checkPlaces([['--markdown', markdown]], [model, ...(baseline === undefined ? [] : [baseline])]);
      await checkWritable(markdown, '--markdown');
    }

    const { checkedReports } = await import('../checking/reports.ts');
    const reports = await checkedReports(model, baseline, kind, flags, terminal);
    const { report, time } = reports;
    const { judge } = await import('../../gate/check.ts');
    const verdict = ((): Verdict => {
      try {
        return judge(report, limits.budget ?? {}, reports.baseline, baseline, time !== null);
      } catch (error) {
        throw limits.said(error);
      }
    })();
    if (update === true) {
      const { writeReport } = await import('../../saved/write.ts');
      await writeWhole(baseline!, writeReport(report), undefined, '--baseline');
    }

    const accept = kind === 'report' ? updateCommand(model, baseline!, flags) : null;
    const [
      { verdictMarkdown },
      { breachSentence, rowLines },
      { timeSentence },
      { verdictText },
      { differenceNotes },
    ] = await Promise.all([
      import('../../gate/markdown.ts'),
      import('../../gate/text.ts'),
      import('../../gate/time.ts'),
      import('../checking/verdict-text.ts'),
      import('../checking/differences.ts'),
    ]);
    const timed = time === null ? [] : [timeSentence(time, baseline!)];
    const broken = time?.isBroken === true ? timed : [];
    const notes = [
      ...(broken.length > 0 ? [] : timed),
      ...(kind === 'report' ? differenceNotes(report, reports.baseline!, baseline!) : []),
      ...(limits.note === null ? [] : [limits.note]),
      ...(update === true ? [`written to ${baseline}, which the next check compares with`] : []),
    ];
    const summary = verdictMarkdown(verdict, model, { baseline, broken, notes });
    const printed = isPrinted
      ? summary
      : verdictText(verdict, report, { name: model, baseline, accept, broken, notes });
    terminal.print(withoutCommands(printed, terminal.env));
    const errors = [
      ...verdict.breaches.map((breach) => [
        `${model}: ${breachSentence(breach, baseline)}`,
        ...rowLines(breach),
      ]),
      ...broken.map((sentence) => [`${model}: ${sentence}`]),
    ];
    for (const line of annotations(errors, terminal.env)) terminal.print(line);
    await appendSummary(summary, terminal.env, terminal);
    if (markdown !== undefined && !isPrinted) await writeWhole(markdown, summary, undefined, '--markdown');
    return errors.length === 0 ? 0 : 1;
  },
});
