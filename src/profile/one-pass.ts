/** @file One pass of a function, synchronous, nothing timed: what all ways of `count` do. */
import { dispose, getBackend, tidy } from '@tensorflow/tfjs-core';
import type { Environment } from '../core/environment.ts';
import { TfjsFlopsError } from '../core/errors.ts';
import { received } from '../core/options.ts';
import type { Report } from '../core/report.ts';
import type { Trace } from '../core/trace.ts';
import type { ExecutedBackend } from '../executed/index.ts';
import { findModels } from '../session/found-models.ts';
import { refuseModel } from '../session/returned-model.ts';
import { tensorsIn } from '../session/tensors-in.ts';
import { isLayersModel } from '../trace/layers-model.ts';
import { isModel, Tracer, type ModelLike } from '../trace/tracer.ts';
import type { RunHeader, RunResults } from './build-report.ts';
import { readsOf } from './cost.ts';
import { formulasOf, type CustomFormulas } from './custom-formulas.ts';
import { LeftBehind } from './leaks.ts';
import { nextTensorId } from './own-tensors.ts';
import { instructionsPerEntry } from './per-entry.ts';
import { asRefusal } from './refusal.ts';
import { resultsOf } from './traced.ts';

/** What a pass without a run assumes of values. */
export interface Assumptions {
  blamed(error: unknown): unknown;
  asEnvironment(trace: Trace): Environment;
  end(): void;
}

export interface PassOptions extends Pick<CustomFormulas, 'kernelFormulas'> {
  readonly models?: readonly ModelLike[] | undefined;
  readonly executed?: ExecutedBackend | undefined;
  readonly name?: string | undefined;
}

/** @param assume where kernels compute nothing: called with what says how far the pass has got */
export function onePass(
  fn: () => unknown,
  options: PassOptions,
  assemble: (results: RunResults, header: RunHeader) => Report,
  assume?: (pass: Tracer) => Assumptions,
): Report {
  const { models = [], executed } = options;
  const probe = executed?.probe();
  const tracer = new Tracer({ models, reads: readsOf(formulasOf(options)), probe });
  const live = tracer.liveBytes();
  const assumed = assume?.(tracer);
  const stop = tracer.start(live);
  const endSearch = findModels(tracer, nextTensorId());
  const left = new LeftBehind(tracer);
  try {
    tidy(() => {
      const end = left.begin();
      const result = fn();
      refuseModel(result);
      const returned = tensorsIn(result);
      tracer.returned(returned);
      end(returned);
      refuseAsync(result, assume !== undefined);
    });
  } catch (error) {
    throw assumed === undefined ? error : assumed.blamed(asRefusal(error, tracer));
  } finally {
    endSearch();
    stop();
    assumed?.end();
  }
  const trace = tracer.takePass();
  return assemble(
    {
      ...resultsOf({ tracer, trace, live }),
      leaks: left.leaks(trace.scopes.length),
      timeOf: () => null,
      wall: null,
      executed:
        executed && probe
          ? { machine: executed.machine, perEntry: instructionsPerEntry(trace.entries, probe) }
          : undefined,
    },
    {
      model: options.name ?? (namesOf(models) || 'function'),
      backend: getBackend(),
      inputs: [],
      environment: assumed?.asEnvironment(trace) ?? {},
    },
  );
}

/** @throws TfjsFlopsError `invalid-input` for anything but a function */
export function checkFunction(given: unknown): asserts given is () => unknown {
  if (typeof given === 'function') return;
  throw new TfjsFlopsError('invalid-input', `count() takes a function, got ${received(given)}`, {
    remedies: isModel(given)
      ? ['write count(() => model.predict(x), { models: [model] })', 'profile(model)', 'countShapes(model)']
      : ['write count(() => …) around what is to be counted'],
  });
}

/** @throws TfjsFlopsError `async-in-count` for a promise */
function refuseAsync(result: unknown, isOnShapes: boolean): void {
  if (!(result instanceof Promise)) return;
  // Its failure is ignored: the error is that a promise was returned.
  result.then(dispose, () => {});
  throw new TfjsFlopsError(
    'async-in-count',
    'count() runs a synchronous function, but this one returned a promise',
    { remedies: [`use ${isOnShapes ? 'countShapes' : 'profile'}(), which waits for it`] },
  );
}

/** The names of the models; a GraphModel has none. */
const namesOf = (models: readonly ModelLike[]): string =>
  models
    .filter(isLayersModel)
    .map(({ name }) => name)
    .join(', ');
