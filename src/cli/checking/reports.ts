/** @file The reports of a check: the model's, and its baseline's, read or made. */
import { TfjsFlopsError } from '../../core/errors.ts';
import type { Report } from '../../core/report.ts';
import { judgeTime, type TimeLimit, type TimeVerdict } from '../../gate/time.ts';
import { quoted } from '../flag-values.ts';
import { countedReport } from '../running/counted.ts';
import type { RunFlags } from '../running/ready-model.ts';
import { startHere } from '../running/start.ts';
import { readSaved, savedReport } from '../saved-report.ts';
import type { Terminal } from '../terminal.ts';

export interface CheckedReports {
  readonly report: Report;
  readonly baseline: Report | undefined;
  /** `null` where no time is asked for. */
  readonly time: TimeVerdict | null;
}

/** Both run in turns, and are counted. */
async function pairedReports(
  model: string,
  baseline: string,
  limit: TimeLimit,
  flags: RunFlags,
  terminal: Terminal,
): Promise<CheckedReports> {
  if ((await savedReport(model)) !== null)
    throw new TfjsFlopsError(
      'invalid-option',
      `--gate-time needs a model that runs, and ${quoted(model)} is a saved report`,
      { remedies: ['give the model', 'leave --gate-time out'] },
    );
  await startHere(flags.backend);
  const { workloadOf } = await import('../running/node.ts');
  const { compare } = await import('../../compare/compare.ts');
  const [a, b] = [await workloadOf(baseline, flags), await workloadOf(model, flags)];
  // One pass each counts them; the rounds are untapped.
  const comparison = await compare(a, b, {
    runs: 1,
    onProgress: (what, done, total) =>
      terminal.progress(`${what}: ${done}${total === null ? '' : ` of ${total}`}`),
  });
  terminal.progress(null);
  const [before, after] = comparison.candidates;
  return { report: after!.report, baseline: before!.report, time: judgeTime(comparison, limit) };
}

/**
 * @param kind of the baseline; the report itself is the baseline that is written
 * @throws TfjsFlopsError for what cannot be read or run
 */
export async function checkedReports(
  model: string,
  baseline: string | undefined,
  kind: 'model' | 'report' | 'written' | null,
  flags: RunFlags & { readonly gateTime?: TimeLimit | undefined },
  terminal: Terminal,
): Promise<CheckedReports> {
  const { gateTime, ...runFlags } = flags;
  if (gateTime !== undefined) return pairedReports(model, baseline!, gateTime, runFlags, terminal);
  const before = kind === 'report' ? await readSaved(baseline!) : undefined;
  const report = await countedReport(model, runFlags, terminal);
  if (kind === 'written') return { report, baseline: report, time: null };
  const live = kind === 'model' ? await countedReport(baseline!, runFlags, terminal) : undefined;
  return { report, baseline: before ?? live, time: null };
}
