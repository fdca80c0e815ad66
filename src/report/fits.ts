/** @file Whether backends would run what was counted: a line each. */
import type { Fit, FitReason } from '../core/fit.ts';
import type { Report } from '../core/report.ts';
import { count } from './format.ts';
import type { Note } from './note.ts';

/** Layers and reasons that are printed; all are in the JSON. */
const MOST_LAYERS = 3;
const MOST_REASONS = 6;

const VERDICTS = { runs: 'runs', 'does-not-run': 'does not run', unknown: 'may run' } as const;

function reasonText({ what, layers }: FitReason): string {
  const more = layers.length - MOST_LAYERS;
  const where = layers.slice(0, MOST_LAYERS).join(', ');
  return layers.length === 0 || what.endsWith(where)
    ? what
    : `${what} (${where}${more > 0 ? ` and ${count(more, 'other')}` : ''})`;
}

function fitNote({ backend, verdict, reasons }: Fit): Note {
  const more = reasons.length - MOST_REASONS;
  return {
    label: `on ${backend}`,
    parts: [
      VERDICTS[verdict],
      ...reasons.slice(0, MOST_REASONS).map(reasonText),
      ...(more > 0 ? [`${count(more, 'other reason')}, in the JSON`] : []),
    ],
    ...(verdict === 'does-not-run' ? { style: 'red' as const } : {}),
  };
}

export const fitNotes = ({ fits = [] }: Report): Note[] => fits.map(fitNote);
