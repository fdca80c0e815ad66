/** @file What tfjs makes of a small graph: the shapes of all outputs of all nodes, on the cpu backend. */
import * as tf from '@tensorflow/tfjs';
import type { Shape } from '../../../src/core/shape.ts';
import { architectureOf, bytesOf, type SmallGraph } from './build.ts';

function artifactsOf(graph: SmallGraph): tf.io.ModelArtifacts {
  const { topology, weights } = architectureOf(graph);
  const parts = weights.map(({ name }) => bytesOf(graph.sources[name]!));
  const data = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    data.set(part, offset);
    offset += part.length;
  }
  return {
    modelTopology: structuredClone(topology) as unknown as object,
    weightSpecs: weights.map(({ name, shape, dtype }) => ({
      name,
      shape: [...shape],
      dtype: dtype as 'float32' | 'int32' | 'bool',
    })),
    weightData: data.buffer,
  };
}

/** By node. @param outputs how many outputs each node has */
export function liveShapes(
  graph: SmallGraph,
  outputs: ReadonlyMap<string, number>,
): ReadonlyMap<string, readonly Shape[]> {
  const artifacts = artifactsOf(graph);
  tf.engine().startScope();
  try {
    const model = tf.loadGraphModelSync({ load: () => artifacts });
    const feed = Object.fromEntries(
      Object.entries(graph.sources).flatMap(([name, source]) =>
        source.kind === 'input' ? [[name, tf.zeros([...source.shape], source.dtype as 'float32')]] : [],
      ),
    );
    const refs = [...outputs].flatMap(([name, count]) =>
      Array.from({ length: count }, (_, at) => [name, `${name}:${at}`] as const),
    );
    const tensors = [
      model.execute(
        feed,
        refs.map(([, ref]) => ref),
      ),
    ].flat();
    const shapes = new Map<string, Shape[]>([...outputs.keys()].map((name) => [name, []]));
    refs.forEach(([name], at) => shapes.get(name)?.push(tensors[at]?.shape ?? []));
    model.dispose();
    return shapes;
  } finally {
    tf.engine().endScope();
  }
}
