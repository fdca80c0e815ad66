/** @file `count`: one pass, synchronous, nothing timed. */
import { dispose, getBackend, tidy } from '@tensorflow/tfjs-core';
import { TfjsFlopsError } from '../core/errors.ts';
import { received } from '../core/options.ts';
import type { Report } from '../core/report.ts';
import { isLayersModel } from '../trace/layers-model.ts';
import { isModel, Tracer, type ModelLike } from '../trace/tracer.ts';
import { onShapes } from '../shape/in-place.ts';
import type { ShapeBackend } from '../shape/backend.ts';
import { assemble } from './assemble.ts';
import { Assumed } from './assumed.ts';
import { readsOf } from './cost.ts';
import { formulasOf } from './custom-formulas.ts';
import { findModels } from '../session/found-models.ts';
import { tensorsIn } from '../session/tensors-in.ts';
import { LeftBehind } from './leaks.ts';
import { nextTensorId } from './own-tensors.ts';
import { checkCountOptions, type CountOptions } from './options.ts';
import { instructionsPerEntry } from './per-entry.ts';
import { asRefusal } from './refusal.ts';
import { resultsOf } from './traced.ts';

export type { CountOptions } from './options.ts';

/**
 * Runs `fn` once and counts every kernel that it runs. Its tensors are disposed of; keep one with `tf.keep`. With
 * `run: false` kernels compute nothing: what is counted follows from shapes alone, variables stay as they are.
 * @returns a Report with `time: null` everywhere; multiply-adds are one multiplication and one addition each
 * @throws TfjsFlopsError `async-in-count` when `fn` returns a promise, `invalid-input` for something that is no
 *   function or no model, `unknown-option`, `invalid-option`, `unsupported-tfjs`; and whatever `fn` throws. Nothing is
 *   left patched.
 * @example
 * const report = count(() => model.predict(x), { models: [model] });
 * console.log(report.total.counted.multiplyAdds);
 */
export function count(fn: () => unknown, options: CountOptions = {}): Report {
  checkFunction(fn);
  checkCountOptions(options);
  const { run = true, shapeRules, executed } = options;
  if (run) return countOnce(fn, options, null);
  if (executed !== undefined)
    throw new TfjsFlopsError('invalid-option', 'counts what kernels execute, and without a run none does', {
      option: { name: 'executed' },
      remedies: ['leave it out', { set: [{ name: 'run', value: true }] }],
    });
  return onShapes((backend) => countOnce(fn, options, backend), shapeRules);
}

/** @param shapes the backend that computes nothing, where it is the current one */
function countOnce(fn: () => unknown, options: CountOptions, shapes: ShapeBackend | null): Report {
  const { models = [], executed } = options;
  const probe = executed?.probe();
  const tracer = new Tracer({ models, reads: readsOf(formulasOf(options)), probe });
  const live = tracer.liveBytes();
  const assumed = shapes === null ? null : new Assumed(shapes, () => tracer.scopeNow);
  const stop = tracer.start(live);
  const endSearch = findModels(tracer, nextTensorId());
  const left = new LeftBehind(tracer);
  try {
    tidy(() => {
      const end = left.begin();
      const result = fn();
      const returned = tensorsIn(result);
      tracer.returned(returned);
      end(returned);
      refuseAsync(result);
    });
  } catch (error) {
    throw assumed === null ? error : assumed.blamed(asRefusal(error, tracer));
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
      environment: assumed?.asEnvironment(trace.scopes) ?? {},
    },
    options,
  );
}

/** @throws TfjsFlopsError `invalid-input` for anything but a function */
function checkFunction(given: unknown): void {
  if (typeof given === 'function') return;
  throw new TfjsFlopsError('invalid-input', `count() takes a function, got ${received(given)}`, {
    remedies: isModel(given)
      ? ['write count(() => model.predict(x), { models: [model] })', 'profile(model)', 'countShapes(model)']
      : ['write count(() => …) around what is to be counted'],
  });
}

/** @throws TfjsFlopsError `async-in-count` for a promise */
function refuseAsync(result: unknown): void {
  if (!(result instanceof Promise)) return;
  // Its failure is ignored: the error is that a promise was returned.
  result.then(dispose, () => {});
  throw new TfjsFlopsError(
    'async-in-count',
    'count() runs a synchronous function, but this one returned a promise',
    { remedies: ['use profile(), which waits for it'] },
  );
}

/** The names of the models; a GraphModel has none. */
const namesOf = (models: readonly ModelLike[]): string =>
  models
    .filter(isLayersModel)
    .map(({ name }) => name)
    .join(', ');
