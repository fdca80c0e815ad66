/** @file Small models for the tests of the walk, and what is read of the rows that it derives. */
import * as tf from '@tensorflow/tfjs';
import type { Json, Shape } from '../../src/core/shape.ts';
import type { LayerFormulas, TheoryRow } from '../../src/core/theory.ts';
import { countsOf } from '../../src/core/work.ts';
import { LAYER_FORMULAS } from '../../src/theory/layers/table.ts';
import { deriveRows } from '../../src/theory/layers/walk.ts';

export type Symbolic = tf.SymbolicTensor;

export const input = (name: string, ...shape: number[]): Symbolic => tf.input({ name, shape });
export const apply = (layer: tf.layers.Layer, ...inputs: Symbolic[]): Symbolic =>
  layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as Symbolic;
export const topologyOf = (model: tf.LayersModel): Json => model.toJSON(null, false);
export const rowsOf = (
  topology: Json,
  inputs: readonly Shape[],
  layerFormulas: LayerFormulas = LAYER_FORMULAS,
) => deriveRows({ format: 'layers', topology, inputs }, layerFormulas);
export const namesOf = (rows: readonly TheoryRow[]): string[] => rows.map(({ path }) => path.join('/'));

/** Multiply-adds of each use. */
export function usesOf(rows: readonly TheoryRow[], path: string): readonly number[] {
  const row = rows.find((row) => row.path.join('/') === path);
  if (row?.state !== 'derived') throw new Error(`${path} is not derived`);
  return row.uses.map(({ work }) => countsOf(work).multiplyAdds);
}

export const parametersOf = (rows: readonly TheoryRow[]): number =>
  rows.reduce((sum, row) => sum + (row.state === 'derived' ? row.parameters.total : Number.NaN), 0);

/** The reason of each row that is not derivable, null for the others. */
export const whys = (rows: readonly TheoryRow[]) =>
  Object.fromEntries(rows.map((row) => [row.path.join('.'), row.state === 'derived' ? null : row.why.text]));
