/** @file Whatever a caller wants profiled, as a session: a recipe, a live model, a function. */
import { TfjsFlopsError } from '../core/errors.ts';
import type { Session, Workload } from '../core/workload.ts';
import { isGraphModel } from '../trace/graph-scopes.ts';
import { isLayersModel } from '../trace/layers-model.ts';
import type { GivenInputs } from './declared-inputs.ts';
import { functionSession, type ProfiledFunction } from './function.ts';
import { graphSession } from './graph.ts';
import { layersSession } from './layers.ts';

export type Target = Workload | object | ProfiledFunction;

export interface Source {
  readonly name: string;
  readonly spec: Workload['spec'];
  /** It can be opened again on another backend. */
  readonly isRecipe: boolean;
  open(): Promise<Session>;
}

const isWorkload = (target: Target): target is Workload =>
  'open' in target && typeof target.open === 'function' && 'spec' in target;

const live = (name: string, open: () => Session): Source => ({
  name,
  spec: {},
  isRecipe: false,
  open: async () => open(),
});

/** @throws TfjsFlopsError `invalid-input` for anything else */
export function sourceOf(target: Target, inputs: GivenInputs | undefined, models: readonly object[]): Source {
  if (typeof target === 'function')
    return live(target.name || 'function', () => functionSession(target as ProfiledFunction, models, inputs));
  if (isWorkload(target))
    return { name: target.title, spec: target.spec, isRecipe: true, open: () => target.open() };
  if (isLayersModel(target)) return live(target.name, () => layersSession(target.name, target, { inputs }));
  if (isGraphModel(target))
    return live('graph model', () => graphSession('the graph model', target, { inputs }));
  throw new TfjsFlopsError(
    'invalid-input',
    'profile() takes a LayersModel, a GraphModel, a function, or a workload such as zooWorkload("mobilenet-v2").',
  );
}
