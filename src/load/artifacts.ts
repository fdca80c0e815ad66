/** @file A model file in the form in which tfjs loads it. */
import type { io } from '@tensorflow/tfjs-core';
import { TfjsFlopsError } from '../core/errors.ts';
import type { Json } from '../core/shape.ts';
import type { ModelFile } from './opened-model.ts';

/**
 * What tfjs loads: `tf.loadLayersModel({ load: async () => artifactsOf(file) })`, likewise for graph models. Without
 * weights a layers model initialises its own. The configuration of its training is left out.
 * @param topology instead of the file's own
 * @throws TfjsFlopsError `invalid-option` for a graph model whose weights were not read
 */
export function artifactsOf(file: ModelFile, topology: Json = file.topology): io.ModelArtifacts {
  const { weightData, weightSpecs, json } = file;
  const { trainingConfig: _training, weightsManifest: _manifest, ...rest } = json;
  const artifacts = { ...rest, modelTopology: topology } as io.ModelArtifacts;
  if (weightData === null && file.format === 'layers') return artifacts;
  if (weightData === null && weightSpecs.length > 0)
    throw new TfjsFlopsError(
      'invalid-option',
      `${file.location} is a graph model, whose weights hold the shapes that it computes with`,
      { remedies: ['read it with weights'] },
    );
  // tfjs-core 4.22 takes all buffers for equally long where all but the last are, and reads zeros from a longer last
  // one: an empty last one keeps it from that.
  const buffers = [...(weightData ?? []), new ArrayBuffer(0)];
  return { ...artifacts, weightSpecs: [...weightSpecs], weightData: buffers };
}
