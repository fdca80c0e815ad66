/** @file `count`: one pass, synchronous, nothing timed. */
import { TfjsFlopsError } from '../core/errors.ts';
import type { Report } from '../core/report.ts';
import type { ProfiledFunction } from '../session/function.ts';
import type { Profilable } from '../session/session.ts';
import { asideOnShapes } from './aside.ts';
import { assemble } from './assemble.ts';
import { Assumed } from './assumed.ts';
import { checkFunction, onePass } from './one-pass.ts';
import { checkCountOptions, type CountOptions, type ShapeOptions } from './options.ts';
import type { RunHeader, RunResults } from './build-report.ts';

export type { CountOptions } from './options.ts';

/**
 * A pass of a model or a workload from shapes alone: what {@link countShapes} does.
 * @example const report = await count(model, { run: false, batch: 64 });
 */
export function count(
  model: Exclude<Profilable, ProfiledFunction>,
  options: ShapeOptions & { readonly run: false },
): Promise<Report>;
/**
 * Runs `fn` once and counts every kernel that it runs. Its tensors are disposed of; keep one with `tf.keep`. With
 * `run: false` kernels compute nothing: what is counted follows from shapes alone, variables stay as they are.
 * @returns a Report with `time: null` everywhere; multiply-adds are one multiplication and one addition each
 * @throws TfjsFlopsError `async-in-count` when `fn` returns a promise, `invalid-input` for something that is no
 *   function or no model, `unknown-option`, `invalid-option`, `unsupported-tfjs`; and whatever `fn` throws. Nothing is
 *   left patched.
 * @example
 * const report = count(() => model.predict(x), { models: [model] });
 * console.log(report.total.counted.multiplyAdds);
 */
export function count(fn: () => unknown, options?: CountOptions): Report;
export function count(
  given: Profilable,
  options: CountOptions & ShapeOptions = {},
): Report | Promise<Report> {
  if (typeof given !== 'function' && options?.run === false) {
    const { run: _, ...more } = options;
    // Loaded when it is wanted: a page that counts functions alone need not have it.
    return import('./count-shapes.ts').then(({ countShapes }) => countShapes(given, more));
  }
  return countFunction(given, options);
}

function countFunction(fn: unknown, options: CountOptions): Report {
  checkFunction(fn);
  checkCountOptions(options);
  const { run = true, shapeRules, executed } = options;
  const whole = (results: RunResults, header: RunHeader): Report => assemble(results, header, options);
  if (run) return onePass(fn, options, whole);
  if (executed !== undefined)
    throw new TfjsFlopsError('invalid-option', 'counts what kernels execute, and without a run none does', {
      option: { name: 'executed' },
      remedies: ['leave it out', { set: [{ name: 'run', value: true }] }],
    });
  return asideOnShapes(
    (backend) => onePass(fn, options, whole, (pass) => new Assumed(backend, pass)),
    shapeRules,
  );
}
