/** @file The limits of a check: those of a file, and flags, which come first. */
import { TfjsFlopsError } from '../../core/errors.ts';
import { isBreakable, type Budget } from '../../gate/budget.ts';
import { dashed, type Flags } from '../command.ts';
import { BUDGET_FLAGS } from '../budget-flags.ts';
import { configuredBudget, type FoundBudget } from './config-file.ts';

/** What a model may cost, and who says so. */
export interface Limits {
  /** `null`: nobody sets a limit. */
  readonly budget: Budget | null;
  /** What is printed of the file; `null` without one. */
  readonly note: string | null;
  readonly file: FoundBudget | null;
  /** An error about a limit, in the words of whoever set it. */
  said(error: unknown): unknown;
}

const defined = (budget: Budget | null): Budget =>
  Object.fromEntries(Object.entries(budget ?? {}).filter(([, value]) => value !== undefined));

const flagOf = (option: string): string => {
  const flags: Flags = BUDGET_FLAGS;
  return dashed(Object.keys(flags).find((name) => (flags[name]!.option ?? name) === option) ?? option);
};

function noteOf({ name, budget, isShared }: FoundBudget, model: string, flags: Budget): string {
  if (budget === null) return `${name} has no limits of ${model}`;
  const both = Object.keys(budget).filter((option) => Object.hasOwn(flags, option));
  const whose = isShared ? ` for all models, none of ${model} alone` : '';
  return `limits of ${name}${whose}${both.length === 0 ? '' : `, but for ${both.map(flagOf).join(', ')}`}`;
}

/**
 * @param given what the flags say
 * @param config the file that a flag names
 * @throws TfjsFlopsError for what is wrong in the file
 */
export async function limitsOf(model: string, given: Budget | null, config?: string): Promise<Limits> {
  const file = await configuredBudget(model, config);
  const flags = defined(given);
  const all = { ...file?.budget, ...flags };
  return {
    budget: isBreakable(all) ? all : null,
    note: file === null ? null : noteOf(file, model, flags),
    file,
    said: (error) =>
      error instanceof TfjsFlopsError &&
      error.option !== null &&
      !Object.hasOwn(flags, error.option.name) &&
      Object.hasOwn(file?.budget ?? {}, error.option.name)
        ? file!.said(error)
        : error,
  };
}
