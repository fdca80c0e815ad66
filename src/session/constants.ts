/** @file The integers that a live GraphModel holds: shapes, axes, paddings, turns of a loop. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { isReadableNow } from '../core/readable-now.ts';
import type { GraphArchitecture } from '../core/theory.ts';
import { foundEngine } from '../trace/engine.ts';
import { isGraphModel, type GraphModelLike } from '../trace/graph-scopes.ts';

/** Integers that say shapes, axes and paddings are few; longer lists are tables. */
const MOST_CONSTANTS = 4096;

/** Integer weights that are no tables, by name. */
const integersOf = (model: GraphModelLike): readonly (readonly [name: string, tensor: Tensor])[] =>
  Object.entries(model.weights).flatMap(([name, [first]]) => {
    const tensor = first as Tensor | undefined;
    const isInteger = tensor?.dtype === 'int32' || tensor?.dtype === 'bool';
    return isInteger && tensor.size <= MOST_CONSTANTS ? [[name, tensor] as const] : [];
  });

function isReadable({ dataId }: Tensor): boolean {
  const engine = foundEngine();
  return engine === null || isReadableNow(dataId, engine);
}

/** Their values, read back from the backend; those that it cannot give at once are left out. */
export function liveConstants(model: GraphModelLike): GraphArchitecture['constants'] {
  const constants = new Map<string, readonly number[]>();
  for (const [name, tensor] of integersOf(model)) {
    try {
      if (isReadable(tensor)) constants.set(name, Array.from(tensor.dataSync()));
    } catch {
      // Not known, then: what reads it is not derivable.
    }
  }
  return constants;
}

/**
 * Has the backend bring those that it cannot give at once: webgpu takes what a kernel has read to the GPU, and keeps no
 * copy. They can be read from then on.
 * @param models those of another kind hold no such integers
 */
export async function fetchConstants(models: readonly object[]): Promise<void> {
  // What fails is left out.
  await Promise.allSettled(
    models.filter(isGraphModel).map(async (model) =>
      Promise.allSettled(
        integersOf(model).map(async ([, tensor]) => {
          if (!isReadable(tensor)) await tensor.data();
        }),
      ),
    ),
  );
}
