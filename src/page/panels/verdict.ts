/** @file The first thing one reads: what it costs, how long it takes, whether all of it is known, and whether it agrees. */
import { groupBy } from '../../core/group-by.ts';
import { middleCount } from '../../core/middle-half.ts';
import type { Limiter } from '../../core/roofline.ts';
import { inUnit, unitHeading, unitName, type Unit } from '../../core/unit.ts';
import { count, integer, rowName } from '../../core/writing.ts';
import { milliseconds } from '../../report/format.ts';
import { bytes } from '../../report/memory.ts';
import { loudTime } from '../../report/timing.ts';
import { reportWord } from '../../report/theory-word.ts';
import { rounded, share } from '../data/measures.ts';
import type { ReportHead } from '../../saved/head.ts';
import type { Subject } from '../data/subject.ts';
import type { Item } from '../data/tree.ts';
import { html, nameOf, type Child } from '../dom/element.ts';

interface Tile {
  readonly name: string;
  readonly value: string;
  /** The unit or the spread, smaller. */
  readonly beside?: string;
  readonly says: Child;
  /** The exact value, for programs. */
  readonly exact?: number;
  readonly isBad?: boolean;
}

function workTile({ total }: ReportHead, unit: Unit): Tile {
  const { multiplyAdds } = total.counted;
  const value = inUnit(multiplyAdds, unit);
  const also =
    unit === 'flops' ? `2 × ${integer(multiplyAdds)} multiply-adds` : `${integer(2 * multiplyAdds)} FLOPs`;
  return {
    name: unitHeading(unit),
    value: rounded(value),
    says: [html('b', {}, `${integer(value)}${total.unknownCalls > 0 ? ' and more' : ''}`), html('br'), also],
    exact: value,
  };
}

function parametersTile({ total: { parameters } }: ReportHead): Tile {
  const { total, trainable } = parameters;
  const rest =
    trainable === null ? '' : total === trainable ? 'all trainable' : `${integer(trainable)} trainable`;
  return {
    name: 'Parameters',
    value: rounded(total),
    says: [html('b', {}, integer(total)), html('br'), rest],
    exact: total,
  };
}

function timeTile({ total, environment, backend }: ReportHead): Tile {
  const time = total.wall ?? total.time;
  if (time === null)
    return { name: 'Time of a pass', value: '–', says: environment.clockNote ?? 'not measured' };
  const { meanMs, madMs, runs, firstMs } = time;
  const kernels =
    total.wall === null || total.time === null
      ? ''
      : total.time.meanMs > total.wall.meanMs
        ? ` · kernels ${milliseconds(total.time.meanMs)} ms, in passes of their own`
        : ` · ${share(total.time.meanMs, total.wall.meanMs)} in kernels`;
  return {
    name: `Time of a pass on ${backend}`,
    value: milliseconds(meanMs),
    beside: `ms ± ${milliseconds(madMs, meanMs)}`,
    says: [
      `mean of the middle ${middleCount(runs)} of ${runs} ± MAD`,
      html('br'),
      `first pass ${firstMs === null ? 'not timed' : `${milliseconds(firstMs)} ms`}${kernels}`,
    ],
    exact: meanMs,
  };
}

function coverageTile({ total }: ReportHead): Tile {
  const { calls, unknownCalls, upperBoundCalls } = total;
  const bound = upperBoundCalls === 0 ? '' : `${integer(upperBoundCalls)} an upper bound`;
  return {
    name: 'Coverage',
    value: unknownCalls === 0 ? '100 %' : share(calls - unknownCalls, calls),
    says: [
      html('b', {}, `${integer(unknownCalls)} unknown`),
      ` of ${count(calls, 'kernel call')}`,
      html('br'),
      bound,
    ],
    isBad: unknownCalls > 0,
  };
}

function residualTile(report: ReportHead): Tile {
  const { residual, agreeingRows, comparedRows } = report.total;
  const { theory, row } = reportWord(report);
  if (residual === null) return { name: 'Residual', value: '–', says: 'there is no theory to compare with' };
  return {
    name: 'Residual',
    value: integer(residual),
    says: [
      residual === 0 ? 'Every difference is explained.' : html('b', {}, 'Some difference is not explained.'),
      html('br'),
      `${theory} = counted in ${integer(agreeingRows)} of ${count(comparedRows, row)}`,
    ],
    exact: residual,
    isBad: residual !== 0,
  };
}

function memoryTile({ memory, scopes }: ReportHead): Tile | null {
  if (memory === null) return null;
  const { peakBytes, peakScope, weightBytes } = memory;
  const scope = scopes[peakScope];
  return {
    name: 'Peak memory',
    value: bytes(peakBytes),
    says: [
      `weights ${bytes(weightBytes)}`,
      html('br'),
      scope === undefined || scope.path.length === 0 ? '' : `peak at ${rowName(scope)}`,
    ],
    exact: peakBytes,
  };
}

const tile = ({ name, value, beside, says, exact, isBad }: Tile): HTMLElement =>
  html(
    'div',
    { class: isBad === true ? 'tile bad' : 'tile', 'data-exact': exact ?? null },
    html('dt', {}, name),
    html('dd', { class: 'value' }, value, beside === undefined ? null : html('small', {}, ` ${beside}`)),
    html('dd', { class: 'says' }, says),
  );

const timeOf = (items: readonly Item[]): number => items.reduce((sum, { values }) => sum + values.time, 0);

/** The items of the type that takes the most, together; `null` where there are no types. */
function slowestType({
  tree,
  typeOf,
}: Subject): { readonly type: string; readonly items: readonly Item[] } | null {
  const [first] = [...groupBy(tree.leaves, typeOf)]
    .filter(([type]) => type !== '')
    .sort(([, a], [, b]) => timeOf(b) - timeOf(a));
  return first === undefined ? null : { type: first[0], items: first[1] };
}

/** What takes the most by type and by kernel. */
function bySorts(subject: Subject): string {
  const { report, tree, unit } = subject;
  const whole = tree.root.values;
  const type = slowestType(subject);
  const sum = (measure: 'work' | 'time'): number =>
    (type?.items ?? []).reduce((total, { values }) => total + values[measure], 0);
  const byType =
    type === null || type.items.length < 2
      ? ''
      : ` By type, ${type.type} (${count(type.items.length, 'layer')}) takes the most: ${share(sum('time'), whole.time)} of the time for ${share(sum('work'), whole.work)} of the ${unitName(unit)}.`;
  const [kernel] = [...report.kernels].sort((a, b) => (b.time?.meanMs ?? 0) - (a.time?.meanMs ?? 0));
  const byKernel =
    kernel === undefined
      ? ''
      : ` By kernel, ${kernel.kernel}: ${share(kernel.time?.meanMs ?? 0, whole.time)}.`;
  return byType + byKernel;
}

/** Below this share of the roof it is not the machine that holds a layer up. */
const NEAR_ROOF = 0.5;

/** Where it is far from the roof, what the roof there consists of says nothing of why. */
const reachText = (leastMs: number, ms: number, limiter: Limiter): string => {
  const reached = ` It runs at ${share(leastMs, ms)} of what this machine allows`;
  return leastMs < NEAR_ROOF * ms
    ? `${reached}: its kernels are slow, neither arithmetic nor bytes explain its time.`
    : `${reached}, limited by ${limiter}.`;
};

const NOISE =
  'The passes differ by about as much as they take: shares of time are as uncertain, counts are exact.';

/** Sentences for who reads no more: the slowest layer and why, or the costliest where nothing was timed. */
export function headline(subject: Subject): HTMLElement | null {
  const { report, tree, roof, show, unit } = subject;
  const measure = report.total.time === null ? 'work' : 'time';
  const [slowest] = [...tree.leaves].sort((a, b) => b.values[measure] - a.values[measure]);
  if (slowest === undefined || slowest.values[measure] === 0) return null;
  const name = html(
    'button',
    { type: 'button', class: 'link', click: () => show(slowest) },
    nameOf(slowest.fullName),
  );
  const whole = tree.root.values;
  const work = share(slowest.values.work, whole.work);
  if (measure === 'work')
    return html(
      'p',
      { class: 'headline' },
      'Costliest layer: ',
      name,
      ` does ${work} of the ${unitName(unit)}.`,
    );
  const limiter = roof?.limiter(slowest) ?? null;
  const reach =
    roof === null || limiter === null ? '' : reachText(roof.least(slowest), slowest.values.time, limiter);
  return html(
    'p',
    { class: 'headline' },
    'Slowest layer: ',
    name,
    ` takes ${share(slowest.values.time, whole.time)} of kernel time for ${work} of the ${unitName(unit)}.${reach}${bySorts(subject)}`,
    loudTime(report.total) === null ? null : html('span', { class: 'note' }, ` ${NOISE}`),
  );
}

/** What needs no more than the totals: it is seen first. */
export function verdict(report: ReportHead, unit: Unit): HTMLElement {
  const tiles = [
    workTile(report, unit),
    parametersTile(report),
    timeTile(report),
    memoryTile(report),
    coverageTile(report),
    residualTile(report),
  ];
  return html(
    'section',
    { id: 'verdict', 'aria-label': 'Verdict' },
    html(
      'dl',
      { class: 'tiles' },
      tiles.map((each) => (each === null ? null : tile(each))),
    ),
  );
}
