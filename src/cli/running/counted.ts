/** @file The report that a word names: a saved one as it is, a model counted now. */
import type { Report } from '../../core/report.ts';
import { BACKEND, MODEL_FLAGS } from '../flags.ts';
import { refuseRunFlags, savedReport } from '../saved-report.ts';
import type { Terminal } from '../terminal.ts';
import type { RunFlags } from './ready-model.ts';
import { withModels } from './with-models.ts';

/** The flags that say how a model is counted. */
export const COUNT_FLAGS = { ...BACKEND, ...MODEL_FLAGS };

/**
 * Counts do not need time: one pass, nothing timed.
 * @throws TfjsFlopsError for a report or a model that cannot be read; for flags of a run where nothing runs
 */
export async function countedReport(word: string, flags: RunFlags, terminal: Terminal): Promise<Report> {
  const saved = await savedReport(word);
  if (saved !== null) {
    refuseRunFlags(word, flags as { readonly [name: string]: unknown }, COUNT_FLAGS);
    return saved;
  }
  terminal.progress(`${word}: counting`);
  const report = await withModels([word], flags, ([ready]) => ready!.profile({ runs: 0 }));
  terminal.progress(null);
  return report;
}
