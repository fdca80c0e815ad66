/** @file Notes on time: medians, the first pass, the clock, the machine, what makes a run doubtful. */
import type { ClockKind } from '../core/environment.ts';
import type { Report, Time } from '../core/report.ts';
import { integer, milliseconds } from './format.ts';
import type { Note } from './note.ts';

/** Below, a user asks where the rest is. */
const NEARLY_ALL = 0.9;

const spread = ({ medianMs, madMs, runs }: Time): string =>
  `${milliseconds(medianMs)} ms ± ${milliseconds(madMs, medianMs)} (median ± MAD of ${runs})`;

const first = ({ firstMs }: Time): string[] =>
  Number.isFinite(firstMs) ? [`first ${milliseconds(firstMs)} ms`] : [];

/** Kernels ÷ wall, and what the rest is. */
function shareOfWall(time: Time, wall: Time, clock: ClockKind | undefined): string {
  const share = time.medianMs / wall.medianMs;
  const rest = clock === 'host' ? "tfjs's JavaScript" : "tfjs's JavaScript and the GPU's queue";
  const text = `kernels/wall ${share.toFixed(2)}`;
  return share < NEARLY_ALL ? `${text}, the rest between kernels: ${rest}` : text;
}

function timeNotes({ total, environment }: Report): Note[] {
  const { time, wall, calls } = total;
  const { clock, clockNote, clockResolutionMs: resolution } = environment;
  const said = clockNote === undefined ? [] : [clockNote];
  if (time === null)
    return wall === null
      ? []
      : [{ label: 'time', facts: [spread(wall), ...first(wall), 'no time of single kernels', ...said] }];
  const facts =
    wall === null
      ? [`kernels ${spread(time)}`, ...first(time)]
      : [spread(wall), ...first(wall), shareOfWall(time, wall, clock)];
  const notes: Note[] = [{ label: 'time', facts: [...facts, ...said] }];
  const meanMs = time.medianMs / calls;
  // Ten ticks a kernel are the least that a rate to one digit asks for.
  if (resolution !== undefined && calls > 0 && resolution > meanMs / 10)
    notes.push({
      label: 'coarse clock',
      facts: [
        `it ticks every ${Number(resolution.toPrecision(2))} ms, a kernel takes ${meanMs.toPrecision(2)} ms`,
        'times of small layers are rough',
      ],
      style: 'yellow',
    });
  return notes;
}

/** The circumstances of a timed run; counts do not depend on them. */
function machineNote({ environment, total }: Report): Note[] {
  if (total.time === null && total.wall === null) return [];
  const { runtime, libtensorflow, adapter, weights, clock } = environment;
  const facts = [
    runtime ?? [],
    libtensorflow === undefined ? [] : `libtensorflow ${libtensorflow}`,
    adapter ?? [],
    weights === undefined ? [] : `weights ${weights}`,
    clock === undefined ? [] : `${clock} clock`,
  ].flat();
  return facts.length === 0 ? [] : [{ label: 'machine', facts }];
}

const warning = (count = 0, text: string): Note[] =>
  count === 0 ? [] : [{ label: 'warning', facts: [`${integer(count)} ${text}`], style: 'yellow' }];

/** What a run says of itself that makes its numbers doubtful. */
function warnings({ environment }: Report): Note[] {
  const { outputsNotFinite, outputsDenormal, varyingPasses, voidPasses } = environment;
  return [
    ...warning(outputsNotFinite, 'of the output values are not finite'),
    ...warning(outputsDenormal, 'of the output values are denormal, on which kernels are slower'),
    ...warning(varyingPasses, 'of the passes ran other kernels than the first'),
    ...warning(voidPasses, 'of the passes have no kernel times: the device declared them void'),
  ];
}

export const timingNotes = (report: Report): Note[] => [
  ...timeNotes(report),
  ...machineNote(report),
  ...warnings(report),
];
