/**
 * @file What a user can act on. Each rule is a small function of the report and speaks once, for all rows that it
 * concerns; its thresholds stand beside it with their reason. A rule is silent unless its evidence is in the report.
 */
import type { Finding } from '../core/report.ts';
import { batchNormUnfolded } from './batch-norm.ts';
import { dataDependent } from './data-dependent.ts';
import { depthwiseKernelSize } from './depthwise.ts';
import { differsFromShapes } from './differs-from-shapes.ts';
import type { Rule, Unjudged } from './evidence.ts';
import { gpuMemoryKept } from './first-run/gpu-memory-kept.ts';
import { hostKernels } from './first-run/host-kernels.ts';
import { readbackInPass } from './first-run/readback-in-pass.ts';
import { recompiledShaders } from './first-run/recompiled-shaders.ts';
import { shaderCompilation } from './first-run/shader-compilation.ts';
import { slowUploads } from './first-run/slow-uploads.ts';
import { eagerInputGradient } from './input-gradient.ts';
import { leak } from './leak.ts';
import { slowBatchedMatMul } from './matmul.ts';
import { notJudged, type Fault } from './not-judged.ts';
import { repeatedLayer } from './repeated.ts';
import { slowKernel } from './slow-kernel.ts';
import { unknownKernels } from './unknown-kernels.ts';
import { unusedParameters } from './unused-parameters.ts';

/** First what makes numbers wrong or incomplete, then what fills the memory and costs time, then what the numbers hold for. */
const RULES: readonly Rule[] = [
  differsFromShapes,
  unknownKernels,
  leak,
  gpuMemoryKept,
  readbackInPass,
  recompiledShaders,
  shaderCompilation,
  slowUploads,
  hostKernels,
  repeatedLayer,
  batchNormUnfolded,
  slowKernel,
  slowBatchedMatMul,
  depthwiseKernelSize,
  eagerInputGradient,
  unusedParameters,
  dataDependent,
];

/**
 * At most one finding per rule. A rule that fails takes nothing else of the report away: the last finding names it.
 * @param faults of other parts of the report
 */
export function findingsOf(
  report: Unjudged,
  faults: readonly Fault[] = [],
  rules: readonly ((...given: Parameters<Rule>) => Finding | null)[] = RULES,
): readonly Finding[] {
  const all = [...faults];
  const findings: Finding[] = [];
  for (const rule of rules)
    try {
      const finding = rule(report, findings);
      if (finding !== null) findings.push(finding);
    } catch (error) {
      all.push({ part: `the finding ${rule.name}`, error });
    }
  return [...findings, ...notJudged(all)];
}
