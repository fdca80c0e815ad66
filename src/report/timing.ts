/** @file Notes on time: means and their noise, the first pass, the clock, the machine, what makes a run doubtful. */
import type { ClockKind, Environment } from '../core/environment.ts';
import { middleCount } from '../core/middle-half.ts';
import type { Report, Time } from '../core/report.ts';
import { integer, milliseconds, percent } from './format.ts';
import { hostKernelNotes } from './host-kernels.ts';
import type { Note } from './note.ts';

/** Below this share of the wall-clock the note says where the rest is. */
const NEARLY_ALL = 0.9;

const spread = ({ meanMs, madMs, runs }: Time): string =>
  `${milliseconds(meanMs)} ms ± ${milliseconds(madMs, meanMs)} (mean of the middle ${middleCount(runs)} of ${runs} ± MAD)`;

/** From this deviation on, as a part of the time, another run may well give twice as much or half. */
const LOUD = 0.5;

/** The time whose noise is as large as itself; `null` where none is. */
export const loudTime = ({ time, wall }: Report['total']): Time | null =>
  [time, wall].find((each) => each !== null && each.madMs >= LOUD * each.meanMs && each.madMs > 0) ?? null;

/** Noise that is as large as the time, and how to get less of it. */
function noiseNotes({ total }: Report): Note[] {
  const loud = loudTime(total);
  if (loud === null) return [];
  const { meanMs, madMs, runs } = loud;
  return [
    {
      label: 'noise',
      parts: [
        `passes differ by about as much as they take: ${milliseconds(meanMs)} ms ± ${milliseconds(madMs, meanMs)}`,
        `for a better time close other programs, and time more passes than these ${runs}`,
        'shares of time are as uncertain; counts are exact',
      ],
      style: 'yellow',
    },
  ];
}

const first = ({ firstMs }: Time): string[] =>
  firstMs !== null ? [`first pass ${milliseconds(firstMs)} ms`] : [];

/** The share of kernels in the wall-clock, and what the rest is. */
function shareOfWall(time: Time, wall: Time, clock: ClockKind | undefined): string {
  const share = time.meanMs / wall.meanMs;
  const rest = clock === 'host' ? "tfjs's JavaScript between them" : "tfjs's JavaScript and the GPU's queue";
  const text = `kernels take ${percent(share)} % of it`;
  if (share < NEARLY_ALL) return `${text}, the rest is ${rest}`;
  // Noise: the two are measured in different passes.
  return share > 1 ? `${text}, in passes of their own` : text;
}

function timeNotes({ total, environment }: Report): Note[] {
  const { time, wall, calls } = total;
  const { clock, clockNote, clockResolutionMs: resolution } = environment;
  const remarks = clockNote === undefined ? [] : [clockNote];
  if (time === null)
    return wall === null
      ? remarks.length === 0
        ? []
        : [{ label: 'time', parts: ['kernels were not timed', ...remarks] }]
      : [
          {
            label: 'time',
            parts: [`wall-clock ${spread(wall)}`, ...first(wall), 'kernels were not timed', ...remarks],
          },
        ];
  const parts =
    wall === null
      ? [`kernels ${spread(time)}`, ...first(time)]
      : [`wall-clock ${spread(wall)}`, ...first(wall), shareOfWall(time, wall, clock)];
  const notes: Note[] = [{ label: 'time', parts: [...parts, ...remarks] }];
  const meanMs = time.meanMs / calls;
  // A rate with one correct digit needs ten ticks per kernel or more.
  if (resolution !== undefined && calls > 0 && resolution > meanMs / 10)
    notes.push({
      label: 'coarse clock',
      parts: [
        `ticks every ${Number(resolution.toPrecision(2))} ms, while a kernel takes ${meanMs.toPrecision(2)} ms`,
        'times of small layers are inexact',
      ],
      style: 'yellow',
    });
  return notes;
}

/** WebGPU in browsers has a vendor and an architecture, and seldom a name. */
function gpuOf({ adapter, adapterVendor, adapterArchitecture, software }: Environment): string {
  const name = adapter ?? [adapterVendor ?? [], adapterArchitecture ?? []].flat().join(' ');
  return software === true && name !== '' ? `${name}, a GPU in software` : name;
}

/** The machine and software of a timed run; counts do not depend on them. */
function machineNote({ environment, total }: Report): Note[] {
  if (total.time === null && total.wall === null) return [];
  const { runtime, libtensorflow, weights, clock } = environment;
  const gpu = gpuOf(environment);
  const parts = [
    runtime ?? [],
    libtensorflow === undefined ? [] : `libtensorflow ${libtensorflow}`,
    gpu === '' ? [] : gpu,
    weights === undefined ? [] : `weights ${weights}`,
    clock === undefined ? [] : `${clock} clock`,
  ].flat();
  return parts.length === 0 ? [] : [{ label: 'machine', parts }];
}

const warning = (count = 0, text: string): Note[] =>
  count === 0 ? [] : [{ label: 'warning', parts: [`${integer(count)} ${text}`], style: 'yellow' }];

/** What makes the numbers of a run doubtful. */
function warnings({ environment }: Report): Note[] {
  const { outputsNotFinite, outputsDenormal, varyingPasses, voidPasses } = environment;
  return [
    ...warning(outputsNotFinite, 'of the output values are not finite'),
    ...warning(outputsDenormal, 'of the output values are denormal, on which kernels are slower'),
    ...warning(varyingPasses, 'of the passes ran other kernels than the first'),
    ...warning(voidPasses, 'of the passes have no kernel times: they are void'),
  ];
}

export const timingNotes = (report: Report): Note[] => [
  ...timeNotes(report),
  ...noiseNotes(report),
  ...hostKernelNotes(report),
  ...machineNote(report),
  ...warnings(report),
];
