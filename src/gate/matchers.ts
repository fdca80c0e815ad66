/**
 * @file Matchers for tests, of vitest and of jest: `expect.extend(matchers)`. Each message names the rows concerned.
 */
import type { Report } from '../core/report.ts';
import type { Breach } from './breach.ts';
import type { Budget } from './budget.ts';
import { judge } from './check.ts';
import type { Limit } from './limit.ts';
import { breachSentence, rowLines } from './text.ts';

export type { Budget } from './budget.ts';
export type { Limit } from './limit.ts';
export type { Report } from '../core/report.ts';

/** What a matcher gives back, to vitest and jest alike. */
export interface MatcherResult {
  /** Whether the report is as the matcher says. */
  readonly pass: boolean;
  /** The message of the failed test, for `not` too. */
  readonly message: () => string;
}

/** Limits of work alone. */
export interface Cost {
  /** Of the whole. */
  readonly multiplyAdds?: Limit | undefined;
  /** Multiply-adds by the pattern of layers, such as `encoder/**`. */
  readonly layers?: Readonly<Record<string, Limit>> | undefined;
}

/** What `expect(report)` can do with {@link matchers}. `R` is what a matcher returns: `void`, of a promise a promise. */
export interface FlopsMatchers<R = void> {
  /** Breaks no limit of the budget; without limits, has nothing more than the baseline. */
  toFitBudget(budget: Budget, baseline?: Report): R;
  /** No call of that kernel, such as `Tile`. */
  toRunNoKernel(kernel: string): R;
  /** No call whose work is unknown. */
  toHaveNoUnknownKernel(): R;
  /** Leaves no tensor behind in each pass, besides those that it returns. */
  toLeakNoTensor(): R;
  /** Costs no more than that, in all and by layers. */
  toCostAtMost(cost: Cost, baseline?: Report): R;
}

const messageOf = ({ model }: Report, breaches: readonly Breach[], expected: string): string =>
  [
    `expected ${model} ${expected}`,
    ...breaches.flatMap((breach) => ['', breachSentence(breach), ...rowLines(breach)]),
  ].join('\n');

/** @param expected `to fit its budget` */
function result(
  report: Report,
  budget: Budget,
  baseline: Report | undefined,
  expected: string,
): MatcherResult {
  const { breaches } = judge(report, budget, baseline);
  const pass = breaches.length === 0;
  return { pass, message: () => messageOf(report, breaches, pass ? `not ${expected}` : expected) };
}

/**
 * The matchers, for `expect.extend(matchers)`.
 * @example
 * expect.extend(matchers);
 * expect(await profile(model, { runs: 0 })).toFitBudget({ maxMultiplyAdds: '320M', noKernel: ['Tile'] });
 */
export const matchers = {
  /** Breaks no limit of the budget; without limits, has nothing more than the baseline. */
  toFitBudget: (report: Report, budget: Budget, baseline?: Report): MatcherResult =>
    result(report, budget, baseline, 'to fit its budget'),

  /** No call of that kernel. */
  toRunNoKernel: (report: Report, kernel: string): MatcherResult =>
    result(report, { noKernel: [kernel] }, undefined, `to run no ${kernel}`),

  /** No call whose work is unknown. */
  toHaveNoUnknownKernel: (report: Report): MatcherResult =>
    result(report, { noUnknown: true }, undefined, 'to have no unknown kernel'),

  /** Leaves no tensor behind in each pass, besides those that it returns. */
  toLeakNoTensor: (report: Report): MatcherResult =>
    result(report, { maxLeakedTensors: 0 }, undefined, 'to leak no tensor'),

  /** Costs no more than that, in all and by layers. */
  toCostAtMost: (report: Report, { multiplyAdds, layers }: Cost, baseline?: Report): MatcherResult =>
    result(report, { maxMultiplyAdds: multiplyAdds, layers }, baseline, 'to cost no more than is allowed'),
};

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- as jest declares it; vitest's matchers extend it
  namespace jest {
    // oxlint-disable-next-line typescript/no-unused-vars -- as jest declares it
    interface Matchers<R, T = {}> extends FlopsMatchers<R> {}
  }
}

/** @ts-ignore of `@jest/globals`; where jest is not installed there is nothing to extend */
declare module 'expect' {
  interface Matchers<R> extends FlopsMatchers<R> {}
}
