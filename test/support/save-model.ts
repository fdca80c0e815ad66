/** @file Writes a model as tfjs does: `model.json` and shards in a folder. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';

/** Bytes of a shard, as the converter cuts them. */
const SHARD_BYTES = 4 << 20;

/** What `model.save` hands over, as files; borders between shards cut through weights. */
export async function writeModel(folder: string, artifacts: tf.io.ModelArtifacts): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { weightData, weightSpecs = [], ...rest } = artifacts;
  const bytes = Buffer.from(tf.io.CompositeArrayBuffer.join(weightData));
  const count = Math.max(1, Math.ceil(bytes.length / SHARD_BYTES));
  const paths = Array.from({ length: count }, (_, i) => `group1-shard${i + 1}of${count}.bin`);
  await Promise.all(
    paths.map((path, i) =>
      writeFile(join(folder, path), bytes.subarray(i * SHARD_BYTES, (i + 1) * SHARD_BYTES)),
    ),
  );
  const json = { ...rest, weightsManifest: [{ paths, weights: weightSpecs }] };
  await writeFile(join(folder, 'model.json'), JSON.stringify(json));
}

export async function saveModel(folder: string, model: tf.LayersModel): Promise<void> {
  await model.save({
    async save(artifacts) {
      await writeModel(folder, artifacts);
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    },
  });
}
