/**
 * @file Matchers for tests, of vitest and of jest: `expect.extend(matchers)`. Each message names the rows concerned.
 */
import { TfjsFlopsError } from '../core/errors.ts';
import { checkOptions } from '../core/options.ts';
import type { Report } from '../core/report.ts';
import type { Breach } from './breach.ts';
import { isBreakable, type Budget } from './budget.ts';
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

/** @throws TfjsFlopsError `invalid-option`: a test that nothing can fail is a mistake in it */
function checkBreakable(budget: Budget, baseline: Report | undefined, owner: string): void {
  if (baseline !== undefined || isBreakable(budget)) return;
  throw new TfjsFlopsError('invalid-option', `${owner} takes a limit or a baseline, and got none.`, {
    remedies: ['set a limit', 'give a baseline'],
  });
}

const COST_NAMES = ['multiplyAdds', 'layers'] as const satisfies readonly (keyof Cost)[];

/** The cost as a budget, in whose words its errors would be. */
function costResult(report: Report, cost: Cost, baseline: Report | undefined): MatcherResult {
  checkOptions(cost, COST_NAMES, 'toCostAtMost()');
  const { multiplyAdds, layers } = cost;
  const budget = { maxMultiplyAdds: multiplyAdds, layers };
  checkBreakable(budget, baseline, 'toCostAtMost()');
  try {
    return result(report, budget, baseline, 'to cost no more than is allowed');
  } catch (error) {
    if (!(error instanceof TfjsFlopsError) || error.option?.name !== 'maxMultiplyAdds') throw error;
    const { code, what, option, remedies } = error;
    throw new TfjsFlopsError(code, what, {
      option: { ...option, name: 'multiplyAdds' },
      remedies,
      cause: error,
    });
  }
}

/**
 * The matchers, for `expect.extend(matchers)`.
 * @example
 * expect.extend(matchers);
 * expect(await profile(model, { runs: 0 })).toFitBudget({ maxMultiplyAdds: '320M', noKernel: ['Tile'] });
 */
export const matchers = {
  /** Breaks no limit of the budget; without limits, has nothing more than the baseline. */
  toFitBudget(report: Report, budget: Budget, baseline?: Report): MatcherResult {
    const fits = result(report, budget, baseline, 'to fit its budget');
    checkBreakable(budget, baseline, 'toFitBudget()');
    return fits;
  },

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
  toCostAtMost: (report: Report, cost: Cost, baseline?: Report): MatcherResult =>
    costResult(report, cost, baseline),
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
