/** @file `count` of `tfjs-flops/count`: what a run shows and nothing that judges it, for a page that must stay small. */
import type { Report } from '../../core/report.ts';
import { buildReport, type Judge } from '../build-report.ts';
import { checkFunction, onePass } from '../one-pass.ts';
import { checkSmallOptions, type SmallCountOptions } from '../options.ts';

const NOBODY: Judge = {
  layerFormulas: {},
  theory: () => [],
  textbook: () => [],
  executed: () => null,
  whole: (report) => ({ ...report, findings: [] }),
};

/**
 * Runs `fn` once and counts every kernel that it runs, as `count` of `tfjs-flops` does, in a third of the bytes of a page. Its
 * tensors are disposed of; keep one with `tf.keep`.
 * @returns a Report whose counts, parameters and memory are those of `count` of `tfjs-flops`, without theory, textbook and
 *   findings: `residual` is `null`, since nothing is compared
 * @throws TfjsFlopsError `async-in-count` when `fn` returns a promise, `invalid-input` for something that is no
 *   function or no model, `unknown-option`, `invalid-option`, `unsupported-tfjs`; and whatever `fn` throws. Nothing is
 *   left patched.
 * @example
 * const report = count(() => model.predict(x), { models: [model] });
 * console.log(report.total.counted.multiplyAdds);
 */
export function count(fn: () => unknown, options: SmallCountOptions = {}): Report {
  checkFunction(fn);
  checkSmallOptions(options);
  return onePass(fn, options, (results, header) => buildReport(NOBODY, results, header, options));
}
