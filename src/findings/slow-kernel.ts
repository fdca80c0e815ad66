/**
 * @file Finding: a kernel without multiply-adds that takes far more of the time than of the work, and that no other
 * rule names. How fast multiply-adds run is in the tables, as a rate.
 */
import type { Finding, RemedyCommand } from '../core/report.ts';
import {
  callsOf,
  msOf,
  operationsOf,
  percent,
  ranOf,
  rowsOfRan,
  shareOf,
  sumOf,
  type Ran,
  type Rule,
  type Unjudged,
} from './evidence.ts';
import { TO_GRAPH_MODEL, TO_GRAPH_MODEL_COMMAND } from './to-graph-model.ts';
import { reachOf, reachText, type Reach } from './reach.ts';
import type { Limiter } from '../core/roofline.ts';

/** A fifth of the time is worth a look. */
const NOTABLE_TIME_SHARE = 0.2;
/** Elementwise kernels take several times as long per operation as a matrix product; this is beyond that. */
const FAR_ABOVE = 5;
/** The time of shorter calls is the cost of a call and of the clock, not of what the kernel does. */
const NOTABLE_CALL_MS = 0.02;

/** A shorter pass is over before anything in it is worth a change. */
const NOTABLE_PASS_MS = 1;

interface Advice {
  readonly cause: string;
  readonly remedy: string;
  readonly command?: RemedyCommand;
}

const GENERAL: Advice = {
  cause:
    'Its time goes into moving data or into single operations, none of it into products that are summed.',
  remedy: 'See whether the layer can do without it, and how another backend runs it.',
};

/** Within a factor of two of the roof, a better kernel gains little. */
const NEAR_ROOF = 0.5;

const FAR_FROM_ROOF: Advice = {
  cause: 'The kernel itself is slow: neither its arithmetic nor the bytes that it moves explain its time.',
  remedy: GENERAL.remedy,
};

/** What holds up a kernel near its roof; one without multiply-adds is not held up by arithmetic. */
const AT_ROOF: Readonly<Record<Exclude<Limiter, 'compute'>, Advice>> = {
  memory: {
    cause: 'It moves its bytes about as fast as this machine can.',
    remedy: 'Move fewer: leave the layer out, fuse it with its neighbour, or shrink what it works on.',
  },
  launch: {
    cause: 'Its calls are so small that launching them is what takes the time.',
    remedy: 'Make fewer and larger calls: a larger batch, or joined layers.',
  },
};

/** Causes that are known, by kernel and class of the layer. */
const KNOWN: Readonly<Record<string, Advice>> = {
  'Tile LayerNormalization': {
    cause:
      'The layer of tfjs-layers expands mean, variance, scale and offset to the size of the input, with Tile.',
    remedy: `Convert to a graph model, whose layer norm broadcasts them: ${TO_GRAPH_MODEL}.`,
    command: TO_GRAPH_MODEL_COMMAND,
  },
};

interface SlowKernel {
  readonly kernel: string;
  /** Class of the layers in which it takes the most time; empty outside layers, and in graphs, whose ops say no more. */
  readonly className: string;
  readonly timeShare: number;
  readonly operationShare: number;
  readonly reach: Reach | null;
  readonly ran: readonly Ran[];
}

function classOf(ran: readonly Ran[]): string {
  const msByClass = new Map<string, number>();
  for (const { scope, ms } of ran)
    if (scope.kind === 'layer' || scope.kind === 'part')
      msByClass.set(scope.className, (msByClass.get(scope.className) ?? 0) + ms);
  return [...msByClass].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '';
}

function slowKernelsOf(report: Unjudged, before: readonly Finding[]): readonly SlowKernel[] {
  const all = ranOf(report);
  const totalMs = sumOf(all, msOf);
  const totalOperations = sumOf(all, operationsOf);
  if (totalMs < NOTABLE_PASS_MS) return [];
  // The rule on batch norms names its cause.
  const elsewhere = before.some(({ rule }) => rule === 'batch-norm-unfolded') ? 'FusedBatchNorm' : '';
  const byKernel = new Map<string, Ran[]>();
  for (const ran of all)
    if (ran.cost.state !== 'unknown' && ran.multiplyAdds === 0 && ran.call.kernel !== elsewhere)
      byKernel.set(ran.call.kernel, [...(byKernel.get(ran.call.kernel) ?? []), ran]);
  return [...byKernel]
    .map(([kernel, ran]) => ({
      kernel,
      className: classOf(ran),
      timeShare: shareOf(sumOf(ran, msOf), totalMs),
      operationShare: shareOf(sumOf(ran, operationsOf), totalOperations),
      reach: reachOf(ran, report),
      callMs: shareOf(sumOf(ran, msOf), sumOf(ran, callsOf)),
      ran,
    }))
    .filter(
      ({ timeShare, operationShare, callMs }) =>
        timeShare >= NOTABLE_TIME_SHARE &&
        timeShare >= FAR_ABOVE * operationShare &&
        callMs >= NOTABLE_CALL_MS,
    )
    .sort((a, b) => b.timeShare - a.timeShare);
}

function adviceFor({ kernel, className, reach }: SlowKernel): Advice {
  const known = KNOWN[`${kernel} ${className}`];
  if (known !== undefined || reach === null) return known ?? GENERAL;
  if (reach.share < NEAR_ROOF || reach.limiter === 'compute') return FAR_FROM_ROOF;
  return AT_ROOF[reach.limiter];
}

export const slowKernel: Rule = (report, before) => {
  const slow = slowKernelsOf(report, before);
  const [worst] = slow;
  if (worst === undefined) return null;
  const said = slow.map(({ kernel, className, timeShare, operationShare, reach }) => {
    const where = className === '' ? '' : `, most of it in ${className}`;
    return `${kernel} takes ${percent(timeShare)} of kernel time for ${percent(operationShare)} of the operations${where}${reachText(reach)}`;
  });
  return {
    rule: 'slow-kernel',
    marks: 'time',
    what: `${said.join('; ')}.`,
    ...adviceFor(worst),
    work: [],
    evidence: {
      kernels: slow.map(({ kernel, className, timeShare, operationShare, reach }) => ({
        kernel,
        className,
        timeShare,
        operationShare,
        ...(reach && { attainableShare: reach.share, limiter: reach.limiter }),
      })),
    },
    rows: rowsOfRan(
      report,
      slow.flatMap(({ ran, className }) =>
        ran.filter(({ scope }) => className === '' || scope.className === className),
      ),
    ),
  };
};
