/**
 * @file What a user can act on. Each rule is a small function of the report and speaks once, for all rows that it
 * concerns; its thresholds stand beside it with their reason. A rule is silent unless its evidence is in the report.
 */
import type { Finding } from '../core/report.ts';
import { batchNormUnfolded } from './finding-batch-norm.ts';
import { dataDependent } from './finding-data.ts';
import { depthwiseKernelSize } from './finding-depthwise.ts';
import type { Rule, Unjudged } from './finding-facts.ts';
import { eagerInputGradient } from './finding-input-gradient.ts';
import { slowBatchedMatMul } from './finding-matmul.ts';
import { repeatedLayer } from './finding-repeated.ts';
import { timeHog } from './finding-time.ts';
import { unknownKernels } from './finding-unknown.ts';
import { unusedParameters } from './finding-unused.ts';

/** First what makes numbers incomplete, then what costs time, then what the numbers hold for. */
const RULES: readonly Rule[] = [
  unknownKernels,
  repeatedLayer,
  timeHog,
  batchNormUnfolded,
  slowBatchedMatMul,
  depthwiseKernelSize,
  eagerInputGradient,
  unusedParameters,
  dataDependent,
];

/** At most one finding per rule. */
export const findingsOf = (report: Unjudged): readonly Finding[] =>
  RULES.flatMap((rule) => rule(report) ?? []);
