/** @file One program on a real backend and on shapes: every kernel call in order, its name, its tensors and their types. */
import * as tf from '@tensorflow/tfjs';
import { onShapes } from '../../src/shape/in-place.ts';
import type { SmallGraph } from '../theory/graph/build.ts';
import { liveShapes } from '../theory/graph/truth.ts';
import type { RandomArchitecture } from '../whole/random/sketch.ts';
import { recordCalls, written, type Ran } from './against-rules.ts';

const isTensor = (value: unknown): value is tf.TensorInfo =>
  typeof value === 'object' && value !== null && 'shape' in value && 'dtype' in value;

const line = ({ kernel, inputs, outputs }: Ran): string => {
  const tensors = Object.entries(inputs).flatMap(([name, input]) =>
    isTensor(input) ? [`${name} ${written(input)}`] : [],
  );
  return `${kernel}(${tensors.toSorted().join(', ')}) ${outputs}`;
};

function linesOf(run: () => void): readonly string[] {
  const stop = recordCalls();
  try {
    run();
  } finally {
    stop();
  }
  return stop().map(line);
}

/** What a comparison found. */
export interface Compared {
  readonly kernels: number;
  /** The first line that differs, as it ran and on shapes; `null` where none does. */
  readonly difference: string | null;
}

/** Both runs are in tidies of their own. */
export function compared(run: () => void): Compared {
  const real = linesOf(() => tf.tidy(run));
  const shapes = linesOf(() => onShapes(() => tf.tidy(run)));
  const at = real.findIndex((each, i) => each !== shapes[i]);
  const isEqual = at < 0 && real.length === shapes.length;
  const where = at < 0 ? real.length : at;
  return {
    kernels: real.length,
    difference: isEqual ? null : `${where}: ${real[where]}, on shapes ${shapes[where]}`,
  };
}

/** A random architecture, forward. It is disposed of. */
export function comparedArchitecture({ model, input }: RandomArchitecture): Compared {
  const x = tf.zeros([...input]);
  try {
    return compared(() => void model.predict(x, { batchSize: input[0]! }));
  } finally {
    x.dispose();
    model.dispose();
  }
}

/** A small graph: its load as well. */
export const comparedGraph = (graph: SmallGraph): Compared =>
  compared(() => void liveShapes(graph, new Map(graph.nodes.map(({ name }) => [name, 1]))));
