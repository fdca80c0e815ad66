/** @file Budgets as a project keeps them, in a file: limits of all its models, and of each by its name. */
import { LIBRARY_WORDS, TfjsFlopsError } from '../core/errors.ts';
import { checkOptions, received } from '../core/options.ts';
import { BUDGET_NAMES, isBreakable, readLimits, type Budget } from './budget.ts';

/** What `tfjs-flops.config.json` holds, or the key `tfjs-flops` of a package.json; its schema is made from this type. */
export interface BudgetConfig extends Budget {
  /** For editors: where the schema of this file is. */
  readonly $schema?: string;
  /**
   * Limits of single models, each by its path from this file or by its name in the zoo. Of these limits each takes the
   * place of the same one for all models.
   */
  readonly models?: { readonly [model: string]: Budget };
}

const OWN_NAMES = ['$schema', 'models'] as const;

/** An error in the words of the file where the mistake is. */
export function inPlace(place: string, error: TfjsFlopsError): TfjsFlopsError {
  const { code, what, option, nearest, remedies } = error;
  const subject = option === null ? '' : `${LIBRARY_WORDS.option(option)} `;
  return new TfjsFlopsError(code, `${place}: ${subject}${what}`, { nearest, remedies, cause: error });
}

/** Runs a check. @throws TfjsFlopsError with the place before it */
function within(place: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    throw error instanceof TfjsFlopsError ? inPlace(place, error) : error;
  }
}

const refuse = (what: string, ...remedies: readonly string[]): never => {
  throw new TfjsFlopsError('invalid-option', what, { remedies });
};

const A_LIMIT = 'set one, such as "maxMultiplyAdds": "320M"';

/** The limits of a file that stand for all of its models. */
export function sharedBudget(config: BudgetConfig): Budget {
  const { $schema: _schema, models: _models, ...budget } = config;
  return budget;
}

/** Where the limits of a single model stand. */
export const placeOf = (file: string, model: string): string => `${file}: models[${JSON.stringify(model)}]`;

function checkModels(models: unknown, shared: Budget, file: string): void {
  if (typeof models !== 'object' || models === null || Array.isArray(models))
    return refuse(`${file}: models must be budgets by model, got ${received(models)}.`);
  const all = Object.entries(models as Readonly<Record<string, unknown>>);
  if (all.length === 0) refuse(`${file}: models names no model.`, 'name one', 'leave it out');
  for (const [model, budget] of all) {
    const place = placeOf(file, model);
    within(place, () => readLimits(budget as Budget, 'a budget'));
    if (Object.keys(budget as object).length === 0) refuse(`${place} sets no limit.`, A_LIMIT);
    within(place, () => readLimits({ ...shared, ...(budget as Budget) }, 'a budget'));
  }
}

/**
 * A budget file that was parsed, all of it checked that can be before a model runs.
 * @param file its name, for errors
 * @throws TfjsFlopsError `unknown-option`, `invalid-option`: a sentence that begins with the file's name
 */
export function readConfig(value: unknown, file: string): BudgetConfig {
  const names = [...BUDGET_NAMES, ...OWN_NAMES];
  within(file, () => checkOptions(value, names, 'a budget'));
  const config = value as BudgetConfig;
  const { $schema, models } = config;
  if ($schema !== undefined && typeof $schema !== 'string')
    refuse(`${file}: $schema must be a text, got ${received($schema)}.`);
  const shared = sharedBudget(config);
  within(file, () => readLimits(shared, 'a budget'));
  if (models !== undefined) checkModels(models, shared, file);
  else if (!isBreakable(shared)) refuse(`${file} sets no limit.`, A_LIMIT);
  return config;
}
