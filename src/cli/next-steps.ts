/** @file What to type next: the costliest layer's why, and the other views. */
import type { Report } from '../core/report.ts';
import { visible } from '../core/visible.ts';
import { rowName } from '../core/writing.ts';
import { renderNotes } from '../report/note.ts';
import { painter } from '../report/paint.ts';
import { quoted } from './flag-values.ts';
import type { Terminal } from './terminal.ts';

/** Columns before a note's text, and the separator after it. */
const MARGIN = 22;

/** As a shell reads it. A word that looks like a flag follows `--`. */
function whyCommand(model: string, layer: string): string {
  const words = [model, layer].map(visible);
  const end = words.some((word) => word.startsWith('-')) ? ['--'] : [];
  return ['tfjs-flops', 'why', ...end, ...words.map(quoted)].join(' ');
}

/** A note below the table; its commands are copied into a shell. */
export function nextSteps(model: string, { layers }: Report, { width, color }: Terminal): string[] {
  const [costliest] = layers
    .filter(({ counted, path }) => counted.multiplyAdds > 0 && path.length > 0)
    .sort((a, b) => b.counted.multiplyAdds - a.counted.multiplyAdds);
  const commands = [
    ...(costliest === undefined ? [] : [whyCommand(model, rowName(costliest))]),
    '--by kernel',
    '--depth all',
    '--json report.json',
  ];
  // What is copied stays on one line, however long a name is.
  const note = { label: 'next', parts: commands.map((command) => command.replaceAll(' ', '\u00A0')) };
  const longest = Math.max(...commands.map((command) => command.length));
  return renderNotes([note], Math.max(width, longest + MARGIN), painter(color));
}
