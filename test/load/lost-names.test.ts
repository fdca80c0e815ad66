/** @file Layers whose name is missing in one of its two places, and signatures that name no node: run all the same. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { profile } from '../../src/index.ts';
import { fileWorkload } from '../../src/load/index.ts';
import { useBackend } from '../support/backend.ts';
import { graphFiles, writeFiles, type Files, type Loose } from './small-models.ts';

beforeAll(() => useBackend('cpu'));

const [inputs, units, batch] = [4, 3, 2];

function twoLayers(change: (second: Loose) => void): Files {
  const layer = (class_name: string, name: string, config: Loose, from?: string): Loose => ({
    class_name,
    name,
    config: { name, ...config },
    inbound_nodes: from === undefined ? [] : [[[from, 0, 0, {}]]],
  });
  const second = layer('Dense', 'second', { units, use_bias: false }, 'in');
  change(second);
  const layers = [
    layer('InputLayer', 'in', { batch_input_shape: [null, inputs], dtype: 'float32' }),
    second,
    layer('Activation', 'act', { activation: 'relu' }, 'second'),
  ];
  const config = { name: 'm', layers, input_layers: [['in', 0, 0]], output_layers: [['act', 0, 0]] };
  const model_config = { class_name: 'Functional', config };
  const modelTopology = { keras_version: '2.15.0', model_config };
  return { json: { format: 'layers-model', modelTopology }, shards: new Map() };
}

const withoutSignedName = (name: Loose): Files => {
  const files = graphFiles();
  const json = structuredClone(files.json);
  json.signature.inputs = { x: name };
  return { ...files, json };
};

async function totalOf(
  files: Files,
  weights: boolean,
): Promise<{ multiplyAdds: number; residual: number | null }> {
  const folder = mkdtempSync(join(tmpdir(), 'tfjs-flops-names-'));
  try {
    writeFiles(folder, files);
    const report = await profile(await fileWorkload(folder, { batch, weights }), { runs: 0 });
    const { counted, residual } = report.total;
    return { multiplyAdds: counted.multiplyAdds, residual };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it.each<[string, (second: Loose) => void]>([
  ['beside the config', (second) => delete second.name],
  ['beside the config, where a number stands', (second) => (second.name = 1.5)],
  ['beside the config, where an empty text stands', (second) => (second.name = '')],
  ['in the config', (second) => delete second.config.name],
  ['in the config, where null stands', (second) => (second.config.name = null)],
])('a name that is missing %s', async (_, change) => {
  const multiplyAdds = batch * inputs * units;
  expect(await totalOf(twoLayers(change), false)).toEqual({ multiplyAdds, residual: 0 });
});

it.each([
  ['without a name', {}],
  ['whose name is a number', { name: 0 }],
  ['that is a number', 1],
])('a signature with an input %s', async (_, entry) => {
  // The sentence says which input is lost, or it runs: never a fault of ours.
  await expect(totalOf(withoutSignedName(entry), true)).rejects.toMatchObject({
    code: 'invalid-model',
    message: expect.stringContaining('leaves out the input "x"'),
  });
});
