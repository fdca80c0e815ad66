/** @file The layers models that other people converted: what each needs, and that it runs. */
import * as tf from '@tensorflow/tfjs';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../../../src/core/shape.ts';
import { repairTopology } from '../../../src/load/repairs/topology.ts';
import { noRealModels, realFolder } from '../../support/real-models.ts';
import { isKnown, load } from './trial.ts';

beforeAll(() => tf.setBackend('cpu'));

interface ModelJson {
  readonly modelTopology: Json;
  readonly weightsManifest: readonly { readonly weights: readonly { name: string; shape: number[] }[] }[];
}

describe.each(['nsfw-mobilenet-v2', 'keras-mobilenet-v2-050-layers'])('%s', (name) => {
  const path = join(realFolder(name), 'model.json');

  it.skipIf(noRealModels)('needs no repair, and its weights have the names that tfjs gives', async () => {
    const { modelTopology, weightsManifest } = JSON.parse(readFileSync(path, 'utf8')) as ModelJson;
    const weights = weightsManifest.flatMap((group) => group.weights);
    const repaired = repairTopology(modelTopology, { isKnown, weights });
    expect(repaired).toEqual({
      topology: modelTopology,
      repairs: [],
      weightNames: new Map(),
      unusedWeights: [],
    });
    const model = await load(repaired.topology);
    expect(model.weights.map(({ originalName }) => originalName).toSorted()).toEqual(
      weights.map((weight) => weight.name).toSorted(),
    );
    model.dispose();
  });
});
