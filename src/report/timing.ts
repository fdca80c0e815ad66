/** @file Notes on time: medians, the first pass, the clock, the machine, what makes a run doubtful. */
import type { Report } from '../core/report.ts';
import { integer, milliseconds } from './format.ts';
import type { Note } from './note.ts';

function timeNotes({ total, environment }: Report): Note[] {
  const { time, wall, calls } = total;
  if (time === null) return [];
  const spread = ({ medianMs, madMs, runs }: typeof time): string =>
    `${milliseconds(medianMs)} ms ± ${milliseconds(madMs, medianMs)} (median ± MAD of ${runs})`;
  const notes: Note[] = [
    wall === null
      ? { label: 'time', facts: [`kernels ${spread(time)}`, `first ${milliseconds(time.firstMs)} ms`] }
      : {
          label: 'time',
          facts: [
            spread(wall),
            `first ${milliseconds(wall.firstMs)} ms`,
            `kernels/wall ${(time.medianMs / wall.medianMs).toFixed(2)}`,
          ],
        },
  ];
  const resolution = environment['clockResolutionMs'];
  const meanMs = time.medianMs / calls;
  // Ten ticks a kernel are the least that a rate to one digit asks for.
  if (typeof resolution === 'number' && calls > 0 && resolution > meanMs / 10)
    notes.push({
      label: 'coarse clock',
      facts: [
        `it ticks every ${resolution} ms, a kernel takes ${meanMs.toPrecision(2)} ms`,
        'times of small layers are rough',
      ],
      style: 'yellow',
    });
  return notes;
}

/** The circumstances of a timed run; counts do not depend on them. */
function machineNote({ environment, total }: Report): Note[] {
  if (total.time === null) return [];
  const said = (key: string): string[] => {
    const value = environment[key];
    return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
  };
  const facts = [
    ...said('cpu'),
    ...said('runtime'),
    ...said('weights').map((weights) => `weights ${weights}`),
    ...said('clock').map((clock) => `${clock} clock`),
  ];
  return facts.length === 0 ? [] : [{ label: 'machine', facts }];
}

/** What a run says of itself that makes its numbers doubtful. */
function warnings({ environment }: Report): Note[] {
  const told = (key: string, text: string): Note[] => {
    const value = environment[key];
    if (typeof value !== 'number' || value === 0) return [];
    return [{ label: 'warning', facts: [`${integer(value)} ${text}`], style: 'yellow' }];
  };
  return [
    ...told('outputsNotFinite', 'of the output values are not finite'),
    ...told('outputsDenormal', 'of the output values are denormal, on which kernels are slower'),
    ...told('varyingPasses', 'of the passes ran other kernels than the first'),
  ];
}

export const timingNotes = (report: Report): Note[] => [
  ...timeNotes(report),
  ...machineNote(report),
  ...warnings(report),
];
