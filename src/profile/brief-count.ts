/** @file A pass on shapes, and of it the sums alone: what a sweep asks for a hundred times. */
import { TfjsFlopsError } from '../core/errors.ts';
import type { KernelCall } from '../core/kernel-call.ts';
import { safeCount } from '../core/ops.ts';
import { isParameter } from '../core/parameters.ts';
import { sizeOf } from '../core/shape.ts';
import type { Report } from '../core/report.ts';
import type { Trace } from '../core/trace.ts';
import { countsOf } from '../core/work.ts';
import type { Workload } from '../core/workload.ts';
import { rowName } from '../core/writing.ts';
import { FORMULAS } from '../formulas/table.ts';
import { findModels } from '../session/found-models.ts';
import { tensorsIn } from '../session/tensors-in.ts';
import type { ShapeBackend } from '../shape/backend.ts';
import { observeKernels } from '../trace/tap.ts';
import { Tracer } from '../trace/tracer.ts';
import { asideOnShapes } from './aside.ts';
import { Assumed } from './assumed.ts';
import { costOf, readsOf } from './cost.ts';
import { openedOnShapes } from './count-shapes.ts';
import { checkModels } from './models.ts';
import { disposeOwn, nextTensorId } from './own-tensors.ts';
import { inTurn } from './process-lock.ts';
import { asRefusal } from './refusal.ts';

export interface BriefCount {
  readonly multiplyAdds: number;
  /** Multiply-adds by the name of the row; rows without any are left out. */
  readonly layers: ReadonlyMap<string, number>;
  /** Trainable ones; of a graph, which does not say, all. */
  readonly parameters: number;
  readonly peakBytes: number;
  /** Kernels of which no cost is known. */
  readonly unknown: ReadonlySet<string>;
  readonly assumed: readonly string[];
}

const reads = readsOf(FORMULAS);

/** A call whose formula gives more than can be exact is not one of an unknown kernel. @throws TfjsFlopsError `unsafe-integer` */
function refuseTooLarge(call: KernelCall): void {
  const formula = FORMULAS[call.kernel];
  if (formula?.state !== 'counted') return;
  try {
    countsOf(formula.work(call));
  } catch (error) {
    if (error instanceof TfjsFlopsError && error.code === 'unsafe-integer') throw error;
  }
}

function sumsOf(trace: Trace): Pick<BriefCount, 'multiplyAdds' | 'layers' | 'unknown'> {
  const layers = new Map<string, number>();
  const unknown = new Set<string>();
  const costs = trace.calls.map((call) => {
    const cost = costOf(call, FORMULAS);
    if (cost.state === 'unknown') {
      refuseTooLarge(call);
      unknown.add(call.kernel);
    }
    return cost.state === 'counted' ? countsOf(cost.work).multiplyAdds : 0;
  });
  let multiplyAdds = 0;
  for (const { scope, call, calls } of trace.entries) {
    const own = calls * costs[call]!;
    if (own === 0) continue;
    const name = rowName(trace.scopes[scope]!);
    layers.set(name, safeCount((layers.get(name) ?? 0) + own));
    multiplyAdds = safeCount(multiplyAdds + own);
  }
  return { multiplyAdds, layers, unknown };
}

/** The same of a whole report. */
export function briefOfReport({ layers, kernels, total, memory, environment }: Report): BriefCount {
  const costly = layers.filter(({ counted }) => counted.multiplyAdds > 0);
  return {
    multiplyAdds: total.counted.multiplyAdds,
    layers: new Map(costly.map((row) => [rowName(row), row.counted.multiplyAdds])),
    parameters: total.parameters.trainable ?? total.parameters.total,
    peakBytes: memory?.peakBytes ?? 0,
    unknown: new Set(kernels.filter(({ unknownCalls }) => unknownCalls > 0).map(({ kernel }) => kernel)),
    assumed: environment.assumed ?? [],
  };
}

async function countNow(workload: Workload, backend: ShapeBackend): Promise<BriefCount> {
  const session = await openedOnShapes(workload, backend);
  try {
    const tracer = new Tracer({ models: checkModels(session.models), reads });
    const live = tracer.liveBytes();
    const assumed = new Assumed(backend, tracer);
    const since = nextTensorId();
    const stop = tracer.start();
    // Memory alone: where data go, nobody asks here.
    const stopLive = observeKernels(live);
    const endSearch = findModels(tracer, since, session.modelClasses);
    try {
      live.start();
      const result = await session.run();
      tracer.returned(tensorsIn(result));
      disposeOwn(result, since);
    } catch (error) {
      throw assumed.blamed(asRefusal(error, tracer));
    } finally {
      endSearch();
      stopLive();
      stop();
      assumed.end();
    }
    const trace = tracer.takePass();
    const parameters = tracer
      .weights()
      .filter((weight) => isParameter(weight) && weight.trainable !== false)
      .reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    return {
      ...sumsOf(trace),
      parameters,
      peakBytes: live.peakBytes,
      assumed: assumed.asEnvironment(trace).assumed ?? [],
    };
  } finally {
    session.dispose();
  }
}

/** @throws TfjsFlopsError as `countShapes` */
export const briefCount = (workload: Workload): Promise<BriefCount> =>
  inTurn(() => asideOnShapes((backend) => countNow(workload, backend)));
