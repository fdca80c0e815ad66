/** @file What is dropped on the page that counts and is no model, or a wrong one: a sentence each, and it goes on. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { denseFiles, graphFiles, node, writeFiles, type Files, type Loose } from '../../load/small-models.ts';
import { whyNoChromium } from '../../support/chromium.ts';
import { mustSkip } from '../../support/required.ts';
import { accessFaults } from '../access.ts';
import { answerTo, choose, dropFromDisk, openCounting, type Counting } from './site.ts';

const ROOT = mkdtempSync(join(tmpdir(), 'tfjs-flops-'));
afterAll(() => rmSync(ROOT, { recursive: true }));

let made = 0;
/** A folder of its own, of this name. */
const written = (files: Files, name = 'net', jsonName?: string): string =>
  writeFiles(join(ROOT, String((made += 1)), name), files, jsonName);

/** The small model, changed. */
function changed(change: (files: Files) => unknown, files = denseFiles()): Files {
  change(files);
  return files;
}

const layerOf = (files: Files): Loose => files.json.modelTopology.model_config.config.layers[0];
const only = (shards: Readonly<Record<string, string>>): Files => ({
  json: '{}',
  shards: new Map(Object.entries(shards).map(([path, text]) => [path, new TextEncoder().encode(text)])),
});

const two = (): string => {
  const folder = join(ROOT, 'pair');
  for (const name of ['a', 'b']) writeFiles(join(folder, name), denseFiles());
  return folder;
};

/** The graph, with the shape that it gives its input among its weights. */
const reshaped = (): Files =>
  changed(({ json, shards }) => {
    const { node: nodes } = json.modelTopology;
    nodes.at(-1).input[0] = 'r';
    nodes.push(node('s', 'Const', [], { dtype: { type: 'DT_INT32' } }), node('r', 'Reshape', ['x', 's']));
    json.weightsManifest.push({ paths: ['s.bin'], weights: [{ name: 's', shape: [2], dtype: 'int32' }] });
    shards.set('s.bin', new Uint8Array(Int32Array.of(-1, 2).buffer));
  }, graphFiles());

const open = (): Files => changed((files) => (layerOf(files).config.batch_input_shape = [null, null, 2]));

type Drop = readonly [name: string, paths: () => readonly string[], sentence: RegExp];

/** Of files whose folder is dropped. */
const folder = (files: () => Files, name?: string) => (): readonly string[] => [written(files(), name)];

const WRONG: readonly Drop[] = [
  [
    'a shard is missing',
    folder(() => changed(({ shards }) => shards.delete('group1-shard2of3.bin'))),
    /^group1-shard2of3\.bin, listed in net\/model\.json, is missing\. Drop it with model\.json, or count without them: drop model\.json alone$/,
  ],
  [
    "a graph's shard is missing",
    folder(() =>
      changed(
        ({ shards }) => shards.set('other.bin', new Uint8Array(1)) && shards.delete('weights.bin'),
        graphFiles(),
      ),
    ),
    /^weights\.bin, listed in net\/model\.json, is missing\. Drop it with model\.json\.$/,
  ],
  [
    'a shard is cut',
    folder(() => changed(({ shards }) => shards.set('group1-shard3of3.bin', new Uint8Array(3)))),
    /^group1-shard1of3\.bin … group1-shard3of3\.bin hold together 13 bytes, but net\/model\.json lists weights of 36 bytes\./,
  ],
  [
    'no model.json',
    () => [join(written(denseFiles()), 'group1-shard1of3.bin')],
    /^group1-shard1of3\.bin is no model\.json\. Drop the folder that holds one\.$/,
  ],
  [
    'a folder of something else',
    () => [join(written(only({ 'photos/a.png': 'x', 'photos/b.png': 'y' })), 'photos')],
    /^None of the 2 files is a model\.json\. Drop the folder that holds one\.$/,
  ],
  [
    'two models',
    () => [two()],
    /^2 models were dropped, pair\/[ab]\/model\.json and pair\/[ab]\/model\.json, and one is counted at a time\. Drop /,
  ],
  ['not JSON', folder(() => ({ ...denseFiles(), json: 'hello' })), /^net\/model\.json is not JSON/],
  [
    'no model in it',
    folder(() => ({ ...denseFiles(), json: { a: 1 } })),
    /^net\/model\.json has no modelTopology/,
  ],
  [
    'an architecture of Keras',
    folder(() => ({ ...denseFiles(), json: { class_name: 'Functional', config: {} } })),
    /^net\/model\.json is an architecture as Keras writes it.+\.$/,
  ],
  [
    'a model of Keras 3',
    () => [join(written(only({ 'net.keras': 'PK' })), 'net.keras')],
    /^What was dropped holds net\.keras, a model of Keras 3\. Export it as a SavedModel/,
  ],
  [
    'a layer of Keras 3 that tfjs lacks',
    folder(() => changed((files) => (layerOf(files).class_name = 'MultiHeadAttention'))),
    /MultiHeadAttention/,
  ],
  [
    'ONNX',
    () => [join(written(only({ 'net.onnx': 'x' })), 'net.onnx')],
    /^What was dropped holds net\.onnx, an ONNX model\. Make a SavedModel of it first: onnx2tf /,
  ],
  [
    'a shard outside the folder',
    folder(() => changed(({ json }) => (json.weightsManifest[0].paths[0] = '../../secret.bin'))),
    /^weightsManifest of net\/model\.json names "\.\.\/\.\.\/secret\.bin", which is no file below the model's folder\./,
  ],
  [
    'a shard of the name of a prototype',
    folder(() => changed(({ json }) => (json.weightsManifest[0].paths[0] = 'toString'))),
    /^toString, listed in net\/model\.json, is missing\./,
  ],
  [
    'a folder whose name would be obeyed',
    folder(() => ({ ...denseFiles(), json: 'hello' }), '<img src=x onerror=alert(1)>\u202E\u001B[31m'),
    /^<img src=x onerror=alert\(1\)>(?:\\u202e|\uFFFD)(?:\\u001b|\uFFFD)\[31m\/model\.json is not JSON/,
  ],
  [
    'sizes that are open',
    folder(open),
    /^Input .+ is \[\?,\?,2\]\. Give the open sizes: Input sizes \w+=1x224x2$/,
  ],
  [
    'a graph without its shards',
    () => [join(written(reshaped()), 'model.json')],
    /^model\.json is a graph model, whose shapes follow from integers in its weight files\. Drop these with it\.$/,
  ],
];

describe.skipIf(mustSkip('chromium', whyNoChromium()))('the page that counts', () => {
  let counting: Counting;
  beforeAll(async () => {
    counting = await openCounting();
  });
  afterAll(() => counting.close());

  it('asks its server for nothing but itself before a model is dropped', async () => {
    expect(counting.asked).toEqual(['']);
    expect(await accessFaults(counting.page)).toEqual([]);
    await choose(counting.page, 'wasm', 0);
  });

  it('refuses what is no model, or a wrong one, in one sentence', async () => {
    for (const [name, paths, sentence] of WRONG) {
      const given = paths();
      const answers = await answerTo(counting.page, () => dropFromDisk(counting.page, given));
      expect(answers, name).toHaveLength(1);
      expect(answers[0], name).toMatch(sentence);
    }
    expect(await counting.page.evaluate(`document.querySelectorAll('img, iframe').length`)).toBe(0);
    expect(counting.complaints).toEqual([]);
  });
});
