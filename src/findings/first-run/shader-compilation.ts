/** @file Finding: a first pass that is mostly compilation of shaders. */
import { shadersOf } from '../../core/first-run.ts';
import { integer } from '../../core/writing.ts';
import { percent, rowsWhere, type Rule } from '../evidence.ts';
import { msText, notableShare, scopesOf, whereOf } from './evidence.ts';

/** Half of what people wait for. */
const LEAST_SHARE = 0.5;
/** Shaders that together take this much of the time are named. */
const MOST_ROWS = 3;

/** How a page has its shaders before it needs them: tfjs 4 can compile them alone, all at once. */
const REMEDIES: Readonly<Record<string, string>> = {
  webgl:
    "Run the model once on zeros while the page loads. In tfjs 4: tf.env().set('ENGINE_COMPILE_ONLY', true), predict, then tf.backend().checkCompileCompletionAsync() and getUniformLocations() compiles all of them in parallel.",
  webgpu:
    "Run the model once on zeros while the page loads. In tfjs 4: tf.env().set('WEBGPU_ENGINE_COMPILE_ONLY', true), predict, then tf.backend().checkCompileCompletionAsync() compiles all of them in parallel.",
};

export const shaderCompilation: Rule = (report) => {
  const { firstRun } = report;
  if (firstRun === undefined) return null;
  const share = notableShare(firstRun, 'shaders', LEAST_SHARE);
  if (share === null) return null;
  const { shaders, partsMs } = firstRun;
  const kernels = new Map<string, number>();
  for (const { entry, ms } of shaders)
    if (entry !== null) {
      const { kernel } = whereOf(report, entry).call;
      kernels.set(kernel, (kernels.get(kernel) ?? 0) + ms);
    }
  const most = [...kernels].toSorted(([, a], [, b]) => b - a).slice(0, MOST_ROWS);
  const scopes = scopesOf(
    report,
    shaders
      .toSorted((a, b) => b.ms - a.ms)
      .slice(0, MOST_ROWS)
      .map(({ entry }) => entry),
  );
  return {
    rule: 'shader-compilation',
    marks: null,
    what: `The first pass compiles ${integer(shadersOf(firstRun))} shaders in ${msText(partsMs.shaders)}, ${percent(share)} of it: ${most.map(([kernel, ms]) => `${kernel} ${msText(ms)}`).join(', ')}.`,
    work: [],
    cause:
      'Each kind of kernel, and most often each shape, has a shader of its own, compiled when it first runs.',
    remedy: REMEDIES[report.backend.split('/').at(-1)!] ?? '',
    evidence: {
      shaders: shadersOf(firstRun),
      ms: partsMs.shaders,
      share,
      kernels: most.map(([kernel, ms]) => ({ kernel, ms })),
    },
    rows: rowsWhere(report, ({ scope }) => scope !== null && scopes.has(scope)),
  };
};
