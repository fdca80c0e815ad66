/** @file `count`: one pass, synchronous, nothing timed. */
import { dispose, getBackend, tidy } from '@tensorflow/tfjs-core';
import { TfjsFlopsError } from '../core/errors.ts';
import type { Report } from '../core/report.ts';
import type { ExecutedBackend } from '../executed/index.ts';
import { isLayersModel } from '../trace/layers-model.ts';
import { isModel, Tracer, type ModelLike } from '../trace/tracer.ts';
import { runsOf } from '../session/architecture.ts';
import { assemble, formulasOf, type Additions } from './assemble.ts';
import { besideEntries } from './per-entry.ts';
import { memoryOf } from './memory.ts';
import { readsOf } from './cost.ts';

export interface CountOptions extends Additions {
  /** LayersModels and GraphModels that `fn` runs: their layers and nodes become rows, their JSON becomes theory. */
  readonly models?: readonly ModelLike[] | undefined;
  /** An instrumented backend that was started before the models were loaded: counts what is executed too. */
  readonly executed?: ExecutedBackend | undefined;
  /** A name for the report. */
  readonly name?: string | undefined;
}

/**
 * Runs `fn` once and counts every kernel that it runs. Its tensors are disposed of; keep one with `tf.keep`.
 * @returns a Report with `time: null` everywhere
 * @throws TfjsFlopsError `async-in-count` when `fn` returns a promise, `invalid-input` for something that is no
 *   model, `unsupported-tfjs`; and whatever `fn` throws. Nothing is left patched.
 */
export function count(fn: () => unknown, options: CountOptions = {}): Report {
  const models = checkModels(options.models ?? []);
  const probe = options.executed?.probe();
  const tracer = new Tracer({ models, reads: readsOf(formulasOf(options)), ...(probe && { probe }) });
  const live = tracer.liveBytes();
  const stop = tracer.start(live);
  try {
    tidy(() => {
      const result = fn();
      if (result instanceof Promise) {
        // Its failure is ignored: the error is that a promise was returned.
        result.then(dispose, () => {});
        throw new TfjsFlopsError(
          'async-in-count',
          'count() runs a synchronous function, but this one returned a promise. Use profile().',
        );
      }
    });
  } finally {
    stop();
  }
  const trace = tracer.takePass();
  const weights = tracer.weights();
  return assemble(
    {
      trace,
      weights,
      memory: memoryOf(weights, live),
      architectures: runsOf(models, trace, tracer),
      timeOf: () => null,
      wall: null,
      ...(probe && {
        executed: { machine: options.executed!.machine, perEntry: besideEntries(trace.entries, probe) },
      }),
    },
    {
      model:
        options.name ??
        (models
          .filter(isLayersModel)
          .map(({ name }) => name)
          .join(', ') ||
          'function'),
      backend: getBackend(),
      inputs: [],
      environment: {},
    },
    options,
  );
}

/** @throws TfjsFlopsError `invalid-input` */
export function checkModels(models: readonly unknown[]): readonly ModelLike[] {
  for (const model of models) {
    if (!isModel(model))
      throw new TfjsFlopsError(
        'invalid-input',
        'models must be LayersModels (tf.model, tf.sequential, tf.loadLayersModel) or GraphModels (tf.loadGraphModel). Leave others out: their kernels are counted all the same.',
      );
  }
  return models as readonly ModelLike[];
}
