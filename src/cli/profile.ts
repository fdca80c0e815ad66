/** @file `tfjs-flops profile MODEL...` */
import { TfjsFlopsError } from '../core/errors.ts';
import type { Report } from '../core/report.ts';
import { renderNotes, rowName } from '../report/note.ts';
import { painter } from '../report/paint.ts';
import { formatTable } from '../report/table.ts';
import type { PeaksOption } from '../profile/peaks.ts';
import type { Run } from './commands.ts';
import { checkWritable, writeWhole } from './files.ts';
import type { FlagValues } from './flags.ts';
import type { Terminal } from './terminal.ts';
import { withSubjects } from './tfjs.ts';

/** Columns before a note's text, and the separator after it. */
const MARGIN = 22;

/** What to type next: the costliest layer's why, and the other views. */
function nextSteps(model: string, { layers }: Report, { width, color }: Terminal): string[] {
  const [costliest] = layers
    .filter(({ counted, path }) => counted.multiplyAdds > 0 && path.length > 0)
    .sort((a, b) => b.counted.multiplyAdds - a.counted.multiplyAdds);
  const facts = [
    ...(costliest === undefined ? [] : [`tfjs-flops why ${model} ${rowName(costliest)}`]),
    '--by kernel',
    '--depth all',
    '--json report.json',
  ];
  // Commands are copied: they stay on one line, however long a name is.
  const note = { label: 'next', facts: facts.map((fact) => fact.replaceAll(' ', '\u00A0')) };
  const longest = Math.max(...facts.map((fact) => fact.length));
  return renderNotes([note], Math.max(width, longest + MARGIN), painter(color));
}

/** A residual that is not 0 is a failed check; one that is unknown is none. */
export const exitCodeOf = ({ total }: Report): 0 | 1 => ((total.residual ?? 0) === 0 ? 0 : 1);

/** Kept peaks are shown beside times; of several models only the first measures them anew. */
function peaksOption({ peaks, runs }: FlagValues, isFirst: boolean): PeaksOption {
  if (peaks === undefined) return runs === 0 ? false : 'cached';
  if (peaks === 'refresh') return isFirst ? 'refresh' : true;
  return peaks === 'on';
}

/** Profiles each model in turn; a residual that is not 0 is a failed check. */
export const runProfile: Run = async (names, flags, terminal) => {
  const { json, runs, by, depth, executed } = flags;
  if (json !== undefined && names.length > 1)
    throw new TfjsFlopsError(
      'invalid-option',
      `--json holds one report, ${names.length} models came. Give one MODEL.`,
    );
  if (json !== undefined && json !== '-') await checkWritable(json);
  let code: 0 | 1 = 0;
  await withSubjects(names, flags, async (subjects) => {
    for (const [i, subject] of subjects.entries()) {
      const onProgress = (done: number, total: number): void =>
        terminal.progress(done < total ? `${subject.title}: pass ${done} of ${total}` : null);
      terminal.progress(`${subject.title}: building`);
      const report = await subject.profile({
        ...(runs !== undefined && { runs }),
        ...(executed === true && { executed }),
        peaks: peaksOption(flags, i === 0),
        onProgress,
      });
      terminal.progress(null);
      if (exitCodeOf(report) === 1) code = 1;
      if (json === '-') {
        terminal.print(JSON.stringify(report, null, 1));
        continue;
      }
      const { width, color } = terminal;
      const table = formatTable(report, { width, color, ...(by && { by }), ...(depth && { depth }) });
      terminal.print(
        [...(i > 0 ? [''] : []), table, ...nextSteps(subject.name, report, terminal)].join('\n'),
      );
      if (json !== undefined) await writeWhole(json, JSON.stringify(report, null, 1));
    }
  });
  return code;
};
