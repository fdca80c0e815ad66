/** @file Whatever a caller wants profiled, as a workload: a workload itself, a live model, a function. */
import { TfjsFlopsError, type Remedy } from '../core/errors.ts';
import { received } from '../core/options.ts';
import type { Session, Workload } from '../core/workload.ts';
import { isGraphModel, type GraphModelLike } from '../trace/graph-scopes.ts';
import { isLayersModel, type LayersModelLike } from '../trace/layers-model.ts';
import type { GivenInputs, GivenSizes } from './declared-inputs.ts';
import { refuseDisposed } from './disposed.ts';
import { functionSession, type ProfiledFunction } from './function.ts';
import { graphSession, type GraphSessionOptions } from './graph.ts';
import { fetchConstants } from './constants.ts';
import { layersSession } from './layers.ts';

/** What `profile` takes. */
export type Profilable = Workload | LayersModelLike | GraphModelLike | ProfiledFunction;

export const isWorkload = (value: unknown): value is Workload =>
  typeof value === 'object' &&
  value !== null &&
  'open' in value &&
  typeof value.open === 'function' &&
  'spec' in value;

const live = (name: string, open: () => Session | Promise<Session>): Workload => ({
  name,
  title: name,
  spec: {},
  isLive: true,
  open: async () => open(),
});

/** What it holds of integers says what it costs, and whether it can run. */
async function liveGraph(model: GraphModelLike, options: GraphSessionOptions): Promise<Session> {
  refuseDisposed('the graph model', model);
  await fetchConstants([model]);
  return graphSession('the graph model', model, options);
}

/** What to write instead of something that cannot be profiled. */
function insteadOf(value: unknown): readonly Remedy[] {
  if (value instanceof Promise) return ['await it'];
  // A GraphModel that was made and not loaded has no graph yet.
  if (typeof value === 'object' && value !== null && 'executeAsync' in value)
    return ['load it: await tf.loadGraphModel(url)'];
  if (typeof value !== 'string') return ["give a workload such as zooWorkload('mobilenet-v2')"];
  return [
    `write await fileWorkload('${value}') of tfjs-flops/load for a model file`,
    `zooWorkload('${value}') of tfjs-flops/models for a network of the zoo`,
  ];
}

/** @throws TfjsFlopsError `invalid-option` where no input has an open batch axis to fill */
function checkBatch(profilable: Profilable, batch: number): void {
  const isFunction = typeof profilable === 'function';
  if (!isFunction && !isWorkload(profilable)) return;
  throw new TfjsFlopsError(
    'invalid-option',
    isFunction
      ? 'applies to models, which declare their inputs; a function declares none'
      : 'applies to live models; a workload has its own inputs',
    {
      option: { name: 'batch', value: batch },
      remedies: isFunction
        ? [`write inputs: [[${batch}, 224, 224, 3]]`]
        : [`write zooWorkload(name, { batch: ${batch} })`],
    },
  );
}

export interface LiveOptions extends GivenSizes {
  /** Shapes of the inputs of a live model or of a function; a workload has its own. */
  readonly inputs?: GivenInputs | undefined;
  /** Models that a function runs. */
  readonly models?: readonly (LayersModelLike | GraphModelLike)[] | undefined;
}

/** @throws TfjsFlopsError `invalid-input` for anything else than a {@link Profilable} */
export function workloadFrom(profilable: Profilable, options: LiveOptions = {}): Workload {
  const { inputs, batch, sizes, models = [] } = options;
  if (batch !== undefined) checkBatch(profilable, batch);
  if (typeof profilable === 'function')
    return live(profilable.name || 'function', () => functionSession(profilable, models, inputs, sizes));
  if (isWorkload(profilable)) return profilable;
  if (isLayersModel(profilable))
    return live(profilable.name, () => layersSession(profilable.name, profilable, { inputs, batch, sizes }));
  if (isGraphModel(profilable))
    return live('graph model', () => liveGraph(profilable, { inputs, batch, sizes }));
  const value: unknown = profilable;
  throw new TfjsFlopsError(
    'invalid-input',
    `Expected a LayersModel, a GraphModel, a function or a workload, got ${received(value)}`,
    { remedies: insteadOf(value) },
  );
}
