/**
 * @file Holds a table of layerFormulas against real layers: derived shapes against those of a run, derived
 * parameters against the live variables, derived multiply-adds against products spelled out in the cases.
 */
import * as tf from '@tensorflow/tfjs';
import type { Parameters } from '../../../src/core/parameters.ts';
import type { Json, Shape } from '../../../src/core/shape.ts';
import type { LayerFormulas } from '../../../src/core/theory.ts';
import { countsOf } from '../../../src/core/work.ts';
import { deriveRows } from '../../../src/theory/layers/walk.ts';
import { CASES, type LayerCase } from './cases.ts';

/** What a live layer is, beside its JSON. */
interface Live {
  readonly layerCase: LayerCase;
  readonly topology: Json;
  readonly layerName: string;
  readonly outputs: readonly Shape[];
  readonly symbolicOutputs: readonly Shape[];
  readonly parameters: Parameters;
}

const shapesOf = (tensors: unknown): readonly Shape[] =>
  [tensors].flat().map((tensor) => (tensor as { shape: Shape }).shape);

/** Scalars in a layer's variables, each variable once. */
const scalars = (weights: readonly tf.LayerVariable[]): number =>
  [...new Set(weights.map((weight) => weight.read()))].reduce((sum, variable) => sum + variable.size, 0);

/** The model's JSON, with what tfjs-layers left out of one layer's config. */
function written(model: tf.LayersModel, layerName: string, unwritten: LayerCase['unwritten'] = {}): Json {
  const topology = model.toJSON(null, false) as unknown as {
    config: { layers: { name: string; config: object }[] };
  };
  const entry = topology.config.layers.find(({ name }) => name === layerName);
  Object.assign(entry?.config ?? {}, unwritten);
  return topology as unknown as Json;
}

function liveOf(layerCase: LayerCase): Live {
  const inputs = layerCase.inputs.map((shape, i) => tf.input({ name: `in${i}`, shape: shape.slice(1) }));
  const layer = layerCase.layer();
  const symbolic = layer.apply(inputs.length === 1 ? inputs[0]! : inputs);
  // CenterCrop writes its output's shape into its input's.
  for (const [i, { shape }] of inputs.entries())
    shape.splice(1, shape.length, ...layerCase.inputs[i]!.slice(1));
  const made = scalars(layer.trainableWeights);
  if (layerCase.freeze) layer.trainable = false;
  const trainable = scalars(layer.trainableWeights);
  const nonTrainable = scalars(layer.nonTrainableWeights);
  const model = tf.model({ inputs, outputs: symbolic as tf.SymbolicTensor });
  const batch = layerCase.inputs[0]?.[0] ?? 0;
  const given = layerCase.inputs.map((shape) => tf.zeros([...shape]));
  // Resizing runs outside a model only.
  const returned = layer.apply(given.length === 1 ? given[0]! : given) as tf.Tensor | tf.Tensor[];
  const live: Live = {
    layerCase,
    topology: written(model, layer.name, layerCase.unwritten),
    layerName: layer.name,
    outputs: shapesOf(returned),
    symbolicOutputs: shapesOf(symbolic).map((shape) => [batch].concat(shape.slice(1))),
    parameters: { trainable, nonTrainable, frozen: made - trainable, total: trainable + nonTrainable },
  };
  tf.dispose([given, returned]);
  model.dispose();
  return live;
}

let all: readonly Live[] | undefined;
/** Built and run once on the current backend. */
const lives = (): readonly Live[] => (all ??= CASES.map(liveOf));

const text = (value: unknown): string => JSON.stringify(value);

function failuresOf(live: Live, layerFormulas: LayerFormulas): readonly string[] {
  const { name, inputs, multiplyAdds, runOnly } = live.layerCase;
  const failed = (what: string, derived: unknown, real: unknown): string[] =>
    text(derived) === text(real) ? [] : [`${name}: ${what} ${text(derived)}, really ${text(real)}`];
  const rows = deriveRows({ format: 'layers', topology: live.topology, inputs }, layerFormulas);
  const row = rows.find(({ path }) => path.join('.') === live.layerName);
  if (row === undefined || rows.length !== 1) return [`${name}: ${rows.length} rows`];
  if (row.state !== 'derived') return [`${name}: ${row.why.text}`];
  const use = row.uses[0];
  return [
    ...failed('uses', row.uses.length, 1),
    ...failed('outputs', use?.outputs, live.outputs),
    ...(runOnly ? [] : failed('outputs', use?.outputs, live.symbolicOutputs)),
    ...failed('parameters', row.parameters, live.parameters),
    ...failed('multiply-adds', countsOf(use?.work ?? []).multiplyAdds, multiplyAdds),
  ];
}

/** What a table gets wrong on the cases, a sentence each; none for a table that is right. */
export const theoryFailures = (layerFormulas: LayerFormulas): string[] =>
  lives().flatMap((live) => {
    try {
      return failuresOf(live, layerFormulas);
    } catch (error) {
      return [`${live.layerCase.name}: ${String(error)}`];
    }
  });
