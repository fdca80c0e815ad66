/** @file A verdict as a command prints it. */
import type { Report } from '../../core/report.ts';
import { count, integer } from '../../core/writing.ts';
import type { Breach, Verdict } from '../../gate/breach.ts';
import { breachSentence, movedText, rowLines, unknownText } from '../../gate/text.ts';

export interface VerdictWords {
  /** The model's, as it was given. */
  readonly name: string;
  readonly baseline: string | undefined;
  /** The command that accepts what was found; `null` where none does. */
  readonly accept: string | null;
  /** What else is broken, in sentences. */
  readonly broken: readonly string[];
  /** Lines below. */
  readonly notes: readonly string[];
}

/** Whether a new baseline would mend it. */
const isRelative = ({ limit, relative }: Breach): boolean => limit === 'growth' || relative !== null;

export function verdictText(
  verdict: Verdict,
  report: Report,
  { name, baseline, accept, broken, notes }: VerdictWords,
): string {
  const { breaches, less, ungated, notCompared } = verdict;
  const { counted, parameters, calls, unknownCalls } = report.total;
  const multiplyAdds = `${unknownCalls > 0 ? 'at least ' : ''}${integer(counted.multiplyAdds)} multiply-adds`;
  const passes = `PASS ${name}: ${multiplyAdds}, ${integer(parameters.total)} parameters, ${count(calls, 'kernel call')}`;
  const than = baseline ?? 'the baseline';
  return [
    ...breaches.flatMap((breach) => [`FAIL ${name}: ${breachSentence(breach, than)}`, ...rowLines(breach)]),
    ...broken.map((sentence) => `FAIL ${name}: ${sentence}`),
    ...(breaches.length + broken.length === 0 ? [passes] : []),
    ...(less.length === 0 ? [] : [`  less than in ${than}: ${less.map(movedText).join('; ')}`]),
    ...(ungated.length === 0 ? [] : [`  not gated: ${ungated.map(movedText).join('; ')}`]),
    ...(notCompared.length === 0
      ? []
      : [`  not compared: ${notCompared.map((each) => unknownText(each, than)).join('; ')}`]),
    ...notes.map((note) => `  ${note}`),
    ...(accept !== null && breaches.some(isRelative) ? [`  Meant? ${accept}`] : []),
  ].join('\n');
}
