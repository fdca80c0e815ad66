/** @file The note on tensors that each pass leaves behind: how many, and who made most of them. */
import type { Report } from '../core/report.ts';
import { count, integer, rowName } from '../core/writing.ts';
import { bytes } from './memory.ts';
import type { Note } from './note.ts';

const SHOWN = 3;

export function leakNotes({ leaks, scopes, total }: Report): Note[] {
  const { tensors, bytes: all, why, makers } = leaks;
  const label = 'left behind';
  // Of a single pass nobody asks.
  if (tensors === null) return total.wall === null ? [] : [{ label, parts: [`not known: ${why}`] }];
  if (tensors === 0) return [];
  const size = all === null ? '' : ` (${bytes(all)})`;
  const most = makers.slice(0, SHOWN).map((maker) => {
    const by = maker.kernel === null ? '' : ` by ${maker.kernel}`;
    return `${integer(maker.tensors)} in ${rowName(scopes[maker.scope]!)}${by}`;
  });
  return [{ label, parts: [`${count(tensors, 'tensor')}${size} after each pass`, ...most] }];
}
