/** @file `countShapes`: what a pass would run, without running it. */
import type { Report } from '../core/report.ts';
import { SHAPE_BACKEND } from '../core/shape-backend.ts';
import type { Session, Workload } from '../core/workload.ts';
import { workloadFrom, type Profilable } from '../session/session.ts';
import { withMadeTensors } from '../session/made-tensors.ts';
import { findModels } from '../session/found-models.ts';
import { fetchConstants } from '../session/constants.ts';
import { tensorsIn } from '../session/tensors-in.ts';
import type { ShapeBackend } from '../shape/backend.ts';
import { Tracer } from '../trace/tracer.ts';
import { asideOnShapes } from './aside.ts';
import { assemble } from './assemble.ts';
import { Assumed } from './assumed.ts';
import { readsOf } from './cost.ts';
import { formulasOf } from './custom-formulas.ts';
import { environment } from './environment.ts';
import { checkModels } from './models.ts';
import { checkShapeOptions, type ShapeOptions } from './options.ts';
import { LeftBehind } from './leaks.ts';
import { disposeOwn, nextTensorId } from './own-tensors.ts';
import { inTurn } from './process-lock.ts';
import { asRefusal } from './refusal.ts';
import { titleFrom } from './title.ts';
import { resultsOf } from './traced.ts';

export type { ShapeOptions } from './options.ts';

/**
 * Counts what a pass of a model or function would run, from shapes alone: no kernel computes anything, no weight is read
 * and none is changed. A live model is counted where it is, whatever its backend. What cannot be known without values is
 * assumed, and the report says so.
 * @param profilable a LayersModel, a GraphModel, a function of tensors, or a workload
 * @returns the Report of `profile(profilable, { runs: 0 })`, its backend `shape`
 * @throws TfjsFlopsError `invalid-input`, `unknown-option`, `invalid-option`, `unsupported-tfjs`, `refused-by-backend` for a
 *   custom kernel without a rule; and whatever the model or function throws
 * @example const report = await countShapes(model, { batch: 64 });
 */
export async function countShapes(profilable: Profilable, options: ShapeOptions = {}): Promise<Report> {
  checkShapeOptions(options);
  const workload = workloadFrom(profilable, options);
  return inTurn(() => asideOnShapes((backend) => countNow(workload, options, backend), options.shapeRules));
}

/** Opens a workload on the shape backend; one that fails half-way leaves no tensor. */
export async function openedOnShapes(workload: Workload, backend: ShapeBackend): Promise<Session> {
  backend.isOpening = true;
  try {
    return (await withMadeTensors(() => workload.open())).model;
  } finally {
    backend.isOpening = false;
  }
}

async function countNow(workload: Workload, options: ShapeOptions, backend: ShapeBackend): Promise<Report> {
  const session = await openedOnShapes(workload, backend);
  try {
    const models = checkModels(session.models);
    await fetchConstants(models);
    const tracer = new Tracer({ models, reads: readsOf(formulasOf(options)) });
    const live = tracer.liveBytes();
    const assumed = new Assumed(backend, tracer);
    const since = nextTensorId();
    const left = new LeftBehind(tracer);
    const stop = tracer.start(live);
    const endSearch = findModels(tracer, since, session.modelClasses);
    try {
      const end = left.begin();
      const result = await session.run();
      const returned = tensorsIn(result);
      tracer.returned(returned);
      end(returned);
      disposeOwn(result, since);
    } catch (error) {
      throw assumed.blamed(asRefusal(error, tracer));
    } finally {
      endSearch();
      stop();
      assumed.end();
    }
    const trace = tracer.takePass();
    return assemble(
      {
        ...resultsOf({ tracer, trace, live }, session),
        leaks: left.leaks(trace.scopes.length),
        repairs: session.repairs,
        timeOf: () => null,
        wall: null,
      },
      {
        model: options.name ?? titleFrom(workload.title, tracer.outermost),
        backend: SHAPE_BACKEND,
        inputs: session.inputs,
        environment: {
          ...(await environment()),
          ...workload.spec,
          ...assumed.asEnvironment(trace),
        },
      },
      options,
    );
  } finally {
    session.dispose();
  }
}
