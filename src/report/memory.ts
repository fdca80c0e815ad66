/** @file The note on bytes: weights in memory and on disk, the peak, and what kernels allocate. */
import type { Memory, Report } from '../core/report.ts';
import type { Note } from './note.ts';
import { rowName } from '../core/writing.ts';

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** `22.9 MB`, a megabyte being 10⁶ bytes. */
export function bytes(amount: number): string {
  const power = amount < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(amount) / 3));
  return `${(amount / 1000 ** power).toFixed(power === 0 ? 0 : 1)}\u00A0${UNITS[power]}`;
}

/** ` (2.0 MB on disk, quantised)`; nothing where the model came from no file. */
export function diskText({ diskBytes, weightBytes }: Memory): string {
  if (diskBytes === null) return '';
  return ` (${bytes(diskBytes)} on disk${diskBytes < weightBytes ? ', quantised' : ''})`;
}

export function memoryNotes({ memory, scopes, total }: Report): Note[] {
  if (memory === null) return [];
  const { weightBytes, peakBytes, beforeBytes, peakScope } = memory;
  const place = scopes[peakScope];
  const at = place === undefined || place.path.length === 0 ? '' : ` at ${rowName(place)}`;
  return [
    {
      label: 'memory',
      parts: [
        `weights ${bytes(weightBytes)}${diskText(memory)}`,
        `peak ${bytes(peakBytes)} alive${at}, ${bytes(beforeBytes)} of it before the pass`,
        `activations ${bytes(total.outputBytes)} in total`,
      ],
    },
  ];
}
