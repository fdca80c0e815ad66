/** @file Whatever a caller wants profiled, as a workload: a workload itself, a live model, a function. */
import { TfjsFlopsError } from '../core/errors.ts';
import { received } from '../core/options.ts';
import type { Session, Workload } from '../core/workload.ts';
import { isGraphModel, type GraphModelLike } from '../trace/graph-scopes.ts';
import { isLayersModel, type LayersModelLike } from '../trace/layers-model.ts';
import type { GivenInputs } from './declared-inputs.ts';
import { functionSession, type ProfiledFunction } from './function.ts';
import { graphSession } from './graph.ts';
import { layersSession } from './layers.ts';

/** What `profile` takes. */
export type Profilable = Workload | LayersModelLike | GraphModelLike | ProfiledFunction;

export const isWorkload = (value: unknown): value is Workload =>
  typeof value === 'object' &&
  value !== null &&
  'open' in value &&
  typeof value.open === 'function' &&
  'spec' in value;

const live = (name: string, open: () => Session): Workload => ({
  name,
  title: name,
  spec: {},
  isLive: true,
  open: async () => open(),
});

export interface LiveOptions {
  /** Shapes of the inputs of a live model or of a function; a workload has its own. */
  readonly inputs?: GivenInputs | undefined;
  /** Models that a function runs. */
  readonly models?: readonly (LayersModelLike | GraphModelLike)[] | undefined;
}

/** @throws TfjsFlopsError `invalid-input` for anything else than a {@link Profilable} */
export function workloadFrom(profilable: Profilable, { inputs, models = [] }: LiveOptions = {}): Workload {
  if (typeof profilable === 'function')
    return live(profilable.name || 'function', () => functionSession(profilable, models, inputs));
  if (isWorkload(profilable)) return profilable;
  if (isLayersModel(profilable))
    return live(profilable.name, () => layersSession(profilable.name, profilable, { inputs }));
  if (isGraphModel(profilable))
    return live('graph model', () => graphSession('the graph model', profilable, { inputs }));
  const value: unknown = profilable;
  throw new TfjsFlopsError(
    'invalid-input',
    `expected a LayersModel, a GraphModel, a function or a workload, got ${received(value)}`,
    {
      remedies: [
        value instanceof Promise ? 'await it' : "give a workload such as zooWorkload('mobilenet-v2')",
      ],
    },
  );
}
