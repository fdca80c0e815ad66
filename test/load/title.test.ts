/** @file The title of a report says the models, not the folder or file `models` that they are in. */
import { beforeAll, expect, it } from 'vitest';
import { profile, type Report } from '../../src/index.ts';
import type { Workload } from '../../src/core/workload.ts';
import { nameOf } from '../../src/load/opened-file.ts';
import { useBackend } from '../support/backend.ts';

let tf: Awaited<ReturnType<typeof useBackend>>;
beforeAll(async () => {
  tf = await useBackend('cpu');
});

it.each([
  [['app', 'face'], 'model.json', 'face'],
  [['app', 'models'], 'face.json', 'face'],
  [['face-app', 'models'], 'model.json', 'face-app/models'],
  [['face-app', 'web_model'], 'MODEL.JSON', 'face-app/web_model'],
  [['', 'models'], 'model.json', 'models'],
  [['app', 'remodels'], 'model.json', 'remodels'],
])('%j, %s is %s', (folders, jsonName, name) => expect(nameOf(folders, jsonName)).toBe(name));

/** A file of that title, which runs models of these names; `undefined` is one that tfjs names. */
function report(title: string, names: readonly (string | undefined)[], name?: string): Promise<Report> {
  const models = names.map((each) =>
    tf.sequential({
      layers: [tf.layers.dense({ units: 2, inputShape: [3] })],
      ...(each !== undefined && { name: each }),
    }),
  );
  const workload: Workload = {
    name: title,
    title,
    spec: {},
    open: async () => ({
      run: () => tf.tidy(() => models.forEach((model) => model.predict(tf.ones([1, 3])))),
      architecture: null,
      models: [],
      inputs: [],
      dispose: () => {},
    }),
  };
  return profile(workload, { runs: 0, name });
}

it.each([
  ['models', ['generator', 'discriminator'], 'generator, discriminator'],
  ['app/models', ['mobilenet_1.00_224'], 'mobilenet_1.00_224'],
  ['models', ['a', 'b', 'c', 'd', 'e'], 'a, b, c, 2 more'],
  ['models', ['encoder', undefined, 'encoder'], 'encoder'],
  ['app/models', [undefined], 'app/models'],
  ['gan', ['generator', 'discriminator'], 'gan'],
])('%s of %j', async (title, names, wanted) => {
  expect((await report(title, names)).model).toBe(wanted);
  expect((await report(title, names, 'mine')).model).toBe('mine');
});
