/** @file The bridges from the textbook to theory: what the text leaves out, as closed forms of its own. */
import { bridge, type Bridge, type Quantity } from '../core/bridge.ts';
import type { JudgedTextbookRow } from '../core/report.ts';
import type { TextbookForm, TextbookRow, TheoryRow } from '../core/theory.ts';
import { valueOf } from '../core/work.ts';
import { multiplyAddsOf } from './theory-counted.ts';

type Derived = Extract<TheoryRow, { state: 'derived' }>;

/** What a form says: the sum of its products. */
export const formValue = ({ says }: Pick<TextbookForm, 'says'>): number =>
  says.reduce((sum, summand) => sum + valueOf(summand), 0);

const startsWith = (path: readonly string[], start: readonly string[]): boolean =>
  start.every((step, i) => path[i] === step);

function formBridge(quantity: Quantity, form: TextbookForm | null, theory: number): Bridge[] {
  if (form === null) return [];
  const terms = form.terms.map(({ term, sign, factors }) => ({
    term,
    amount: sign * valueOf({ factors }),
    basis: 'closed-form' as const,
  }));
  return [bridge(['textbook', 'theory'], quantity, formValue(form), theory, terms)];
}

/**
 * Holds each textbook row against the theory of its layer, or of the layers below its group; not at all if one of
 * them is not derivable.
 */
export function judgeTextbook(
  textbook: readonly TextbookRow[],
  theory: readonly TheoryRow[],
): JudgedTextbookRow[] {
  return textbook.map((row) => {
    const isLayer = row.kind === 'convolution' || row.kind === 'dense';
    const below = theory.filter(
      ({ path }) => startsWith(path, row.path) && (!isLayer || path.length === row.path.length),
    );
    const derived = below.filter((other): other is Derived => other.state === 'derived');
    if (derived.length < below.length) return { ...row, bridges: [] };
    const multiplyAdds = derived.reduce((sum, other) => sum + multiplyAddsOf(other), 0);
    const parameters = derived.reduce((sum, other) => sum + other.parameters.total, 0);
    return {
      ...row,
      bridges: [
        ...formBridge('multiplyAdds', row.multiplyAdds, multiplyAdds),
        ...formBridge('parameters', row.parameters, parameters),
      ],
    };
  });
}
