/**
 * @file The formulas of the text against what real runs counted. Every figure is from a run or from the text; nothing
 * here knows a total.
 */
import { getBackend } from '@tensorflow/tfjs-core';
import type { Report } from '../../core/report.ts';
import type { Workload } from '../../core/workload.ts';
import type { CustomFormulas } from '../../profile/custom-formulas.ts';
import { profile } from '../../profile/profile.ts';
import { claimsOf, type Claim } from './claims.ts';
import { attentionCost, convolutionCost, headsCost, literalCost, modelCost } from './cost.ts';
import type { FormCheck } from './form-check.ts';
import { convolutionParameters, transformerParameters } from './parameters.ts';
import { attentionOf } from './rows.ts';

/** What is run: a CNN, a small transformer with a few heads, a large one, and one whose heads have width D each. */
export interface CheckedModels {
  readonly cnn: Workload;
  readonly transformer: Workload;
  readonly largeTransformer: Workload;
  readonly wideHeads: Workload;
}

export interface TextbookCheck {
  readonly forms: readonly FormCheck[];
  readonly model: string;
  readonly tokens: { readonly n: number; readonly d: number; readonly heads: number };
  /** What texts say in passing; empty where executed instructions cannot be counted. */
  readonly claims: readonly Claim[];
  /** The large transformer's cost by the text, taken literally, and by its run; multiply-adds. */
  readonly literalTotal: { readonly model: string; readonly says: number; readonly shows: number };
}

const TIMED_RUNS = 5;

/** Runs the models on the current backend and compares F1 … F9 and P1 … P6 with them. */
export async function checkTextbook(
  models: CheckedModels,
  onProgress: (title: string) => void = () => {},
  custom: CustomFormulas = {},
): Promise<TextbookCheck> {
  // Only the wasm backend can be counted inside.
  const executed = getBackend() === 'wasm';
  const run = (workload: Workload, runs: number): Promise<Report> => {
    onProgress(workload.title);
    return profile(workload, { runs, executed, ...custom });
  };
  const cnn = await run(models.cnn, TIMED_RUNS);
  const transformer = await run(models.transformer, TIMED_RUNS);
  const large = await run(models.largeTransformer, 0);
  const wide = await run(models.wideHeads, 0);
  const [attention, largeAttention] = [attentionOf(transformer), attentionOf(large)];
  const { d, heads } = attention;
  return {
    model: transformer.model,
    tokens: { n: attention.uses[0]!.n, d, heads },
    forms: [
      ...convolutionCost(cnn),
      ...attentionCost(transformer, attention),
      ...modelCost(transformer),
      ...[transformer, large, wide].map((report) => headsCost(report)),
      ...convolutionParameters(cnn),
      ...transformerParameters(transformer, attention),
    ].toSorted(byForm),
    claims: executed ? claimsOf(cnn, transformer) : [],
    literalTotal: {
      model: large.model,
      says: literalCost(large, largeAttention),
      shows: large.total.counted.multiplyAdds,
    },
  };
}

/** F before P, by number; outcomes of one form as the list of expected ones has them. */
const byForm = (a: FormCheck, b: FormCheck): number =>
  a.form.localeCompare(b.form) || a.outcome.localeCompare(b.outcome) || a.says / a.shows - b.says / b.shows;
