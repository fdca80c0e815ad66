/** @file `count`: one pass, synchronous, nothing timed. */
import { dispose, getBackend, tidy } from '@tensorflow/tfjs-core';
import { TfjsFlopsError } from '../core/errors.ts';
import { received } from '../core/options.ts';
import type { Report } from '../core/report.ts';
import { isLayersModel } from '../trace/layers-model.ts';
import { isModel, Tracer, type ModelLike } from '../trace/tracer.ts';
import { assemble } from './assemble.ts';
import { readsOf } from './cost.ts';
import { formulasOf } from './custom-formulas.ts';
import { findModels } from '../session/found-models.ts';
import { tensorsIn } from '../session/run-to-host.ts';
import { LeftBehind } from './leaks.ts';
import { nextTensorId } from './own-tensors.ts';
import { checkCountOptions, type CountOptions } from './options.ts';
import { instructionsPerEntry } from './per-entry.ts';
import { resultsOf } from './traced.ts';

export type { CountOptions } from './options.ts';

/**
 * Runs `fn` once and counts every kernel that it runs. Its tensors are disposed of; keep one with `tf.keep`.
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
  const { models = [], executed } = options;
  const probe = executed?.probe();
  const tracer = new Tracer({ models, reads: readsOf(formulasOf(options)), probe });
  const live = tracer.liveBytes();
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
  } finally {
    endSearch();
    stop();
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
      environment: {},
    },
    options,
  );
}

/** @throws TfjsFlopsError `invalid-input` for anything but a function */
function checkFunction(given: unknown): void {
  if (typeof given === 'function') return;
  throw new TfjsFlopsError('invalid-input', `count() takes a function, got ${received(given)}`, {
    remedies: isModel(given)
      ? ['write count(() => model.predict(x), { models: [model] })', 'profile(model)']
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
