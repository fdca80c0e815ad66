/**
 * @file A model file that was read, as a workload: repaired where tfjs would refuse it, and loaded on the current backend.
 * It runs in Node and in a browser.
 */
import * as tf from '@tensorflow/tfjs';
import { TfjsFlopsError } from '../core/errors.ts';
import { firstLineOf } from '../core/first-line.ts';
import type { Json } from '../core/shape.ts';
import type { Session, Workload } from '../core/workload.ts';
import type { GivenInputs, GivenSizes } from '../session/declared-inputs.ts';
import { graphSession } from '../session/graph.ts';
import { layersSession } from '../session/layers.ts';
import { activeShapes } from '../shape/active.ts';
import { artifactsOf } from './artifacts.ts';
import { checkGraph } from './check-graph.ts';
import { constantsIn, constantsOf } from './constants.ts';
import { graphOnShapes, withoutInitialising } from './on-shapes.ts';
import { checkListedShapes } from './listed-shapes.ts';
import { registerOwnLayers } from './layers/register.ts';
import { withMadeTensors } from '../session/made-tensors.ts';
import { loadLayers } from './load-layers.ts';
import { repairTopology } from './repairs/topology.ts';
import { withoutQuery } from './without-query.ts';
import type { ModelFile } from './opened-model.ts';
import { withoutRandomness } from './without-randomness.ts';

/** Options of `fileWorkload`. */
export interface FileOptions extends GivenSizes {
  /** Shapes of the inputs, batch first, in the model's order or by name. Default: the model's own. */
  readonly inputs?: GivenInputs | undefined;
  /** Nodes of a graph model, or names in its signature. Default: the model's own outputs. */
  readonly outputs?: readonly string[] | undefined;
  /** `false` counts a layers model without its weight files. Default `true`. */
  readonly weights?: boolean | undefined;
}

const isKnownLayer = (className: string): boolean =>
  Object.hasOwn(tf.serialization.SerializationMap.getMap().classNameMap, className);

/** Whether all classes that a topology names, of layers and of what they are made with, are known. */
function knowsClasses(topology: Json): boolean {
  const open: Json[] = [topology];
  for (let json = open.pop(); json !== undefined; json = open.pop()) {
    if (typeof json !== 'object' || json === null) continue;
    const { class_name: className } = json as { readonly [key: string]: Json };
    if (typeof className === 'string' && !isKnownLayer(className)) return false;
    for (const value of Object.values(json)) open.push(value);
  }
  return true;
}

/** A saved network of the zoo has layers of its own, which tfjs knows once the zoo is loaded. */
async function registerZooLayers(topology: Json): Promise<void> {
  if (!knowsClasses(topology)) await import('../../models/index.ts');
}

interface Disposable {
  dispose(): unknown;
}

/** A model, and what disposes of it and of all that its load left alive. */
interface Loaded<T> {
  readonly model: T;
  readonly dispose: () => void;
}

/** What tfjs says in refusing a model, in its first line; nothing of ours is in it. */
async function loaded<T extends Disposable>(
  load: () => Promise<T>,
  { location }: ModelFile,
): Promise<Loaded<T>> {
  try {
    const { model, disposeRest } = await withMadeTensors(load);
    return {
      model,
      dispose() {
        model.dispose();
        disposeRest();
      },
    };
  } catch (error) {
    if (error instanceof TfjsFlopsError) throw error;
    throw new TfjsFlopsError(
      'unsupported-model',
      `TensorFlow.js ${tf.version_core} does not load ${location}: ${firstLineOf(error)}`,
      { remedies: ['convert it again, as a graph model from a SavedModel'], cause: error },
    );
  }
}

/** The file with its weights under tfjs's names. */
function renamed(file: ModelFile, names: ReadonlyMap<string, string>): ModelFile {
  const nameOf = (name: string): string => names.get(name) ?? name;
  return {
    ...file,
    weightSpecs: file.weightSpecs.map((spec) => ({ ...spec, name: nameOf(spec.name) })),
    diskBytes: new Map([...file.diskBytes].map(([name, bytes]) => [nameOf(name), bytes])),
  };
}

async function openLayers(file: ModelFile, options: FileOptions): Promise<Session> {
  registerOwnLayers();
  await registerZooLayers(file.topology);
  const specs = file.weightSpecs.map(({ name, shape }) => ({ name, shape }));
  const repaired = repairTopology(file.topology, {
    isKnown: isKnownLayer,
    weights: specs.length === 0 ? null : specs,
  });
  const topology = file.weightData === null ? withoutRandomness(repaired.topology) : repaired.topology;
  const named = renamed(file, repaired.weightNames);
  const strict = repaired.unusedWeights.length === 0;
  const { model, dispose } = await loaded(
    () => withoutInitialising(() => loadLayers(named, topology, strict)),
    file,
  );
  try {
    if (file.weightData === null) checkListedShapes(model, named, strict);
    const session = layersSession(file.name, model, { ...options, topology: repaired.topology });
    return withFile(session, named, repaired.repairs, dispose);
  } catch (error) {
    dispose();
    throw error;
  }
}

async function openGraph(file: ModelFile, options: FileOptions): Promise<Session> {
  const weights = new Set(file.weightSpecs.map(({ name }) => name));
  checkGraph(file.topology, { weights });
  const { modelInitializer = null } = file.json;
  if (modelInitializer !== null) checkGraph(modelInitializer, { weights });
  const shapes = file.weightData === null ? activeShapes() : null;
  const constants =
    file.fewBytes === undefined
      ? constantsOf(file.weightSpecs, file.weightData ?? [])
      : constantsIn(file.weightSpecs, file.fewBytes);
  const { model, dispose } = await loaded(
    () =>
      shapes === null
        ? tf.loadGraphModel({ load: async () => artifactsOf(file) })
        : graphOnShapes(file, shapes),
    file,
  );
  try {
    return withFile(graphSession(file.name, model, { ...options, constants }), file, [], dispose);
  } catch (error) {
    dispose();
    throw error;
  }
}

/**
 * Whether its weights' bytes are known: they were read, or nobody needs to, and the manifest says it all. That of a graph
 * without weights is empty, that of layers may stand for one that was left out.
 */
const isListed = ({ weightData, weightSpecs, totalDiskBytes, format, json }: ModelFile): boolean =>
  weightData !== null ||
  (activeShapes() !== null &&
    totalDiskBytes !== null &&
    (weightSpecs.length > 0 || (format === 'graph' && (json['weightsManifest'] ?? null) !== null)));

const withFile = (
  session: Session,
  file: ModelFile,
  repairs: readonly string[],
  dispose: () => void,
): Session => ({
  ...session,
  repairs,
  ...(isListed(file) && { diskBytes: file.diskBytes }),
  dispose() {
    session.dispose();
    dispose();
  },
});

/**
 * The model on the current backend.
 * @throws TfjsFlopsError `invalid-model`, `unsupported-model`, `invalid-input`
 */
export const openModelFile = (file: ModelFile, options: FileOptions): Promise<Session> =>
  file.format === 'layers' ? openLayers(file, options) : openGraph(file, options);

/**
 * A model file that was read, as a workload.
 * @param location as it was asked for
 * @throws TfjsFlopsError `invalid-option` for options that its format does not know
 */
export function workloadOfFile(location: string, file: ModelFile, options: FileOptions): Workload {
  const { inputs, batch, outputs, weights = true } = options;
  if (file.format === 'graph' && !weights && file.fewBytes === undefined)
    throw new TfjsFlopsError(
      'invalid-option',
      `does not apply to ${file.name}, a graph model, whose integer weights hold shapes`,
      { option: { name: 'weights', value: false }, remedies: ['give it with its weight files'] },
    );
  if (file.format === 'layers' && outputs !== undefined)
    throw new TfjsFlopsError(
      'invalid-option',
      `names nodes of a graph model, but ${file.name} is a layers model`,
      { option: { name: 'outputs' }, remedies: ['leave it out'] },
    );
  return {
    name: withoutQuery(location),
    title: file.name,
    spec: {
      model: withoutQuery(location),
      ...(inputs !== undefined && { inputs }),
      ...(batch !== undefined && { batch }),
      ...(outputs !== undefined && { outputs }),
      ...(!weights && file.fewBytes === undefined && { weights: 'none' }),
    },
    open: () => openModelFile(file, options),
  };
}
