/**
 * @file Notes on the first pass on a GPU: what it was made of, what was compiled and for what, what was copied and read
 * back, and what stays on the GPU. It is what people wait for when a page runs a model for the first time.
 */
import {
  FIRST_RUN_PARTS,
  shadersOf,
  unnamedMs,
  type FirstRun,
  type FirstRunParts,
  type ReadbackRow,
  type ShaderRow,
  type Uploads,
} from '../core/first-run.ts';
import { groupBy } from '../core/group-by.ts';
import type { Report } from '../core/report.ts';
import { rowName } from '../core/writing.ts';
import { brackets, count, integer, milliseconds, percent } from './format.ts';
import { bytes } from './memory.ts';
import type { Note } from './note.ts';

/** Kernels, layers and places that are printed; all are in the JSON. */
const SHOWN = 3;

/** What each part is called. */
export const PART_NAMES: Readonly<Record<keyof FirstRunParts, string>> = {
  shaders: 'compiling shaders',
  uploads: 'copying to the GPU',
  kernels: 'recording kernels',
  hostKernels: 'kernels on the host',
  readbacks: 'readbacks within the pass',
  outputs: 'kernels on the GPU, until the outputs are read',
  javascript: 'JavaScript between kernels',
  tracing: 'the profile itself',
};

const some = (names: readonly string[]): string =>
  names.length > SHOWN
    ? `${names.slice(0, SHOWN).join(', ')} and ${integer(names.length - SHOWN)} more`
    : names.join(', ');

/** `(3: Pack 2, StridedSlice 1)`: what there was of a part. */
function howMany({ entries, calls }: Report, firstRun: FirstRun, part: keyof FirstRunParts): string {
  const { kernelCalls, hostKernels, programs } = firstRun;
  const onHost = hostKernels.reduce((sum, row) => sum + row.calls, 0);
  if (part === 'kernels') return ` (${integer(kernelCalls - onHost)}, ${count(programs, 'program')})`;
  if (part !== 'hostKernels') return '';
  const byKernel = groupBy(hostKernels, ({ entry }) => calls[entries[entry]!.call]!.kernel);
  const names = [...byKernel]
    .map(([kernel, rows]) => ({ kernel, calls: rows.reduce((sum, row) => sum + row.calls, 0) }))
    .toSorted((a, b) => b.calls - a.calls)
    .map((each) => `${each.kernel} ${integer(each.calls)}`);
  return ` (${integer(onHost)}: ${some(names)})`;
}

function partsNote(report: Report, firstRun: FirstRun): Note {
  const { wallMs, partsMs } = firstRun;
  const parts = FIRST_RUN_PARTS.filter((part) => partsMs[part] > 0)
    .toSorted((a, b) => partsMs[b] - partsMs[a])
    .map(
      (part) =>
        `${PART_NAMES[part]}${howMany(report, firstRun, part)} ${milliseconds(partsMs[part], wallMs)}`,
    );
  const rest = unnamedMs(firstRun);
  return {
    label: 'first pass',
    parts: [
      `${milliseconds(wallMs)} ms`,
      ...parts,
      `unnamed ${milliseconds(rest, wallMs)} (${percent(rest / wallMs)} %)`,
    ],
  };
}

interface Named {
  readonly name: string;
  readonly shaders: number;
  readonly ms: number;
}

/** Shaders by name, the most time first. */
function byName(rows: readonly ShaderRow[], nameOf: (row: ShaderRow) => string): readonly Named[] {
  return [...groupBy(rows, nameOf)]
    .map(([name, all]) => ({
      name,
      shaders: all.reduce((sum, { shaders }) => sum + shaders, 0),
      ms: all.reduce((sum, { ms }) => sum + ms, 0),
    }))
    .toSorted((a, b) => b.ms - a.ms);
}

const most = (all: readonly Named[], ms: number): string =>
  all
    .slice(0, SHOWN)
    .map((each) => `${each.name} ${integer(each.shaders)} in ${milliseconds(each.ms, ms)} ms`)
    .join(', ');

/** Where shaders were compiled for a new shape: `conv [1,96,96,8]`, each place once. */
export function newShapes({ entries, calls, scopes }: Report, rows: readonly ShaderRow[]): readonly string[] {
  const places = rows.flatMap(({ entry, isForNewShape }) => {
    if (!isForNewShape || entry === null) return [];
    const { scope, call } = entries[entry]!;
    return [`${rowName(scopes[scope]!)} ${brackets(calls[call]!.outputs[0].shape)}`];
  });
  return [...new Set(places)];
}

function shadersNote(report: Report, firstRun: FirstRun): Note[] {
  const { entries, calls, scopes } = report;
  const { shaders, partsMs, cacheGrowth } = firstRun;
  const all = shadersOf(firstRun);
  if (all === 0) return [];
  const kernelOf = ({ entry }: ShaderRow): string =>
    entry === null ? 'copies' : calls[entries[entry]!.call]!.kernel;
  const layerOf = ({ entry }: ShaderRow): string =>
    entry === null ? 'no layer' : rowName(scopes[entries[entry]!.scope]!);
  const again = newShapes(report, shaders);
  const anew = shaders.reduce((sum, row) => sum + (row.isForNewShape ? row.shaders : 0), 0);
  return [
    {
      label: 'shaders',
      parts: [
        `${integer(all)} compiled${all === cacheGrowth ? '' : `, though the backend has ${integer(cacheGrowth)} more`}`,
        `by kernel ${most(byName(shaders, kernelOf), partsMs.shaders)}`,
        `by layer ${most(byName(shaders, layerOf), partsMs.shaders)}`,
        ...(anew === 0 ? [] : [`${integer(anew)} of them for new shapes: ${some(again)}`]),
      ],
    },
  ];
}

const copiedText = (what: string, { tensors, bytes: size }: Uploads): string[] =>
  tensors === 0 ? [] : [`${what} ${bytes(size)} in ${count(tensors, 'tensor')}`];

function uploadsNote({ weights, others, partsMs }: FirstRun): Note[] {
  if (weights.tensors + others.tensors === 0) return [];
  return [
    {
      label: 'copied to the GPU',
      parts: [
        ...copiedText('weights', weights),
        ...copiedText('inputs and constants', others),
        `${milliseconds(partsMs.uploads)} ms`,
      ],
    },
  ];
}

/** `[1,10] in detect by NonMaxSuppressionV3 (2 times)`. */
export function readbackText({ scopes }: Pick<Report, 'scopes'>, row: ReadbackRow): string {
  const { scope, kernel, shape, isSync, times } = row;
  const place = scopes[scope]!;
  const where = place.path.length === 0 ? 'outside layers' : `in ${rowName(place)}`;
  const by = kernel ?? (isSync ? 'dataSync()' : 'data()');
  return `${brackets(shape)} ${where} by ${by}${times === 1 ? '' : ` (${integer(times)} times)`}`;
}

function readbacksNote(report: Report, { readbacks, partsMs }: FirstRun): Note[] {
  if (readbacks.length === 0) return [];
  const times = readbacks.reduce((sum, row) => sum + row.times, 0);
  const rows = readbacks.toSorted((a, b) => b.ms - a.ms).map((row) => readbackText(report, row));
  return [
    {
      label: 'readbacks',
      parts: [
        `${count(times, 'tensor')} read within the pass in ${milliseconds(partsMs.readbacks)} ms`,
        some(rows),
      ],
    },
  ];
}

function memoryNote({ memory }: FirstRun): Note {
  const { beforeBytes, peakBytes, afterBytes, keptBytes } = memory;
  return {
    label: 'on the GPU',
    parts: [
      `${bytes(afterBytes)} after the pass, ${bytes(keptBytes)} of it free and kept for later tensors`,
      `peak ${bytes(peakBytes)}`,
      `${bytes(beforeBytes)} before`,
    ],
  };
}

export function firstRunNotes(report: Report): Note[] {
  const { firstRun } = report;
  if (firstRun === undefined) return [];
  return [
    partsNote(report, firstRun),
    ...shadersNote(report, firstRun),
    ...uploadsNote(firstRun),
    ...readbacksNote(report, firstRun),
    memoryNote(firstRun),
  ];
}
