/** @file One formula of the text: what the text says, what the run shows, and what follows. */
import { integer } from '../../core/writing.ts';
import type { TextbookForm } from '../../core/theory.ts';
import { valueOf } from '../../core/work.ts';
import { formValue } from '../../core/theory-work.ts';

/**
 * `exact`: the same number. `incomplete`: what the text leaves out is named and makes up the difference. `too
 * many`: likewise with what it adds. `depends`: the text leaves it open. `wrong`: off by a whole factor.
 * `unexplained`: none of these, which is a fault of ours or of the run.
 */
export type Outcome = 'exact' | 'incomplete' | 'too many' | 'depends' | 'wrong' | 'unexplained';

export interface FormCheck {
  /** `F1` … `P6`. */
  readonly form: string;
  /** What it is of: `convolution`. */
  readonly name: string;
  /** The text's right-hand side. */
  readonly text: string;
  readonly says: number;
  readonly shows: number;
  /** Adds that the backend executed for it; `null` where that was not counted, as for parameters. */
  readonly executed: number | null;
  readonly outcome: Outcome;
  /** What the text is to be seen with: amounts left out, units, where it was run. */
  readonly notes: readonly string[];
}

/** Terms of one name are one amount. */
function amounts(terms: TextbookForm['terms']): [string, number][] {
  const sums = new Map<string, number>();
  for (const { term, sign, factors } of terms)
    sums.set(term, (sums.get(term) ?? 0) + sign * valueOf({ factors }));
  return [...sums];
}

/** What a run counted and executed for a form. */
export interface Shown {
  readonly shows: number;
  readonly executed?: number | null;
}

/** Compares a form, and the closed forms of what it leaves out, with a run. */
export function checkForm(
  { form, name, text, says, terms }: TextbookForm,
  { shows, executed = null }: Shown,
  notes: readonly string[] = [],
): FormCheck {
  const said = formValue({ says });
  const missing = amounts(terms);
  const balance = missing.reduce((sum, [, amount]) => sum + amount, said);
  const parts = missing.map(([term, amount]) => `${term} ${integer(Math.abs(amount))}`).join(' · ');
  const line = (outcome: Outcome, ...more: string[]): FormCheck => ({
    form,
    name,
    text,
    says: said,
    shows,
    executed,
    outcome,
    notes: [...more, ...notes],
  });
  if (balance !== shows) return line('unexplained', `off by ${integer(shows - balance)}`);
  if (said === shows) return line('exact');
  if (missing.every(([, amount]) => amount > 0)) return line('incomplete', `missing ${parts}`);
  return line('too many', parts);
}

/** Compares a form that should be too large by a whole factor (1: exact). */
export function checkFactor(
  form: TextbookForm,
  factor: number,
  { shows, executed = null }: Shown,
  note: string,
): FormCheck {
  const said = formValue(form);
  const outcome: Outcome = said !== factor * shows ? 'unexplained' : factor === 1 ? 'exact' : 'wrong';
  const notes = outcome === 'wrong' ? [`by h = ${factor}`, note] : [note];
  return { form: form.form, name: form.name, text: form.text, says: said, shows, executed, outcome, notes };
}
