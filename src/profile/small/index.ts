/** @file `tfjs-flops/count`: counting alone, for a page that must stay small. */
export { count } from './count.ts';
export type { SmallCountOptions } from '../options.ts';
export { scope } from '../../trace/user-scope.ts';
export { TfjsFlopsError } from '../../core/errors.ts';
export type { Formulas } from '../../core/formula.ts';
export type { Report } from '../../core/report.ts';
export type { ModelLike } from '../../trace/tracer.ts';
