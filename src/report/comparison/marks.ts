/** @file What the marks beside times mean, and whose they are. */
import type { Comparison } from '../../core/comparison.ts';
import { count } from '../format.ts';
import type { Note } from '../note.ts';
import type { CompareLine } from './lines.ts';

export const FASTEST = '◆';
export const TIED = '≈';

/** Backends have marks; two models have a ratio. */
export function markNotes({ of, candidates }: Comparison, lines: readonly CompareLine[]): Note[] {
  if (of === 'models') return [];
  const ranks = lines.flatMap(({ cells }) => cells.map(({ rank }) => rank));
  const fastest = candidates.flatMap(({ label }, i) => {
    const marked = lines.filter(({ cells }) => cells[i]!.rank === 'fastest').length;
    return marked === 0 ? [] : [`${label} in ${count(marked, 'line')}`];
  });
  const parts = [
    ...(fastest.length > 0 ? [`${FASTEST} the fastest: ${fastest.join(', ')}`] : []),
    ...(ranks.includes('tied') ? [`${TIED} among the fastest, noise alone orders them`] : []),
  ];
  return parts.length === 0 ? [] : [{ label: 'marks', parts }];
}
