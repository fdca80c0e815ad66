/** @file What theory and textbook say of a row in numbers, and the bridge between the two. */
import { bridge, type Bridge, type Quantity } from './bridge.ts';
import type { LayerUse, TextbookForm } from './theory.ts';
import { countsOf, valueOf } from './work.ts';

/** Multiply-adds of all uses of a layer. */
export const multiplyAddsOf = ({ uses }: { readonly uses: readonly LayerUse[] }): number =>
  uses.reduce((sum, { work, calls }) => sum + calls * countsOf(work).multiplyAdds, 0);

/** What a form says: the sum of its products. */
export const formValue = ({ says }: Pick<TextbookForm, 'says'>): number =>
  says.reduce((sum, summand) => sum + valueOf(summand), 0);

/** From what the text says, by the terms that it leaves out or has too much, to what theory says of the same. */
export function formBridge(quantity: Quantity, form: TextbookForm | null, theory: number): Bridge[] {
  if (form === null) return [];
  const terms = form.terms.map(({ term, sign, factors }) => ({
    term,
    amount: sign * valueOf({ factors }),
    basis: 'closed-form' as const,
  }));
  return [bridge(['textbook', 'theory'], quantity, formValue(form), theory, terms)];
}
