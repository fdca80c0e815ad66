/** @file The bridges from the textbook to theory: what the text leaves out, as closed forms of its own. */
import type { JudgedTextbookRow } from '../core/report.ts';
import type { TextbookRow, TheoryRow } from '../core/theory.ts';
import { formBridge, multiplyAddsOf } from '../core/theory-work.ts';

type Derived = Extract<TheoryRow, { state: 'derived' }>;

const startsWith = (path: readonly string[], start: readonly string[]): boolean =>
  start.every((step, i) => path[i] === step);

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
