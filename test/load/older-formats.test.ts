/** @file What is given in the place of a model.json: named, with a way that works. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { looksLikeLocation } from '../../src/load/location.ts';
import { readModelFile } from '../../src/load/model-file.ts';
import { TfjsFlopsError } from '../../src/index.ts';
import { denseFiles, graphFiles, writeFiles, type Files } from './small-models.ts';

const ROOT = mkdtempSync(join(tmpdir(), 'tfjs-flops-older-'));
afterAll(() => rmSync(ROOT, { recursive: true }));

let folders = 0;
const folderOf = (): string => {
  const folder = join(ROOT, `f${folders++}`);
  mkdirSync(folder);
  return folder;
};

async function refusalOf(source: string, weights = true): Promise<TfjsFlopsError> {
  try {
    await readModelFile(source, { weights });
  } catch (error) {
    if (error instanceof TfjsFlopsError) return error;
    throw error;
  }
  throw new Error('it was let through');
}

describe('a folder without a model.json', () => {
  it.each([
    [
      ['tensorflowjs_model.pb', 'weights_manifest.json', 'group1-shard1of1'],
      'holds tensorflowjs_model.pb, a graph from before TensorFlow.js 1.0',
    ],
    [
      ['face_model-weights_manifest.json', 'face_model-shard1'],
      'holds face_model-weights_manifest.json, weights without a model',
    ],
    [['weights_manifest.json'], "Profile the library's function: a module that exports one which calls it."],
    [['saved_model.pb', 'fingerprint.pb'], 'holds saved_model.pb, a SavedModel of TensorFlow'],
    [['net.h5'], 'holds net.h5, a model of Keras, as HDF5. Convert it with tensorflowjs_converter'],
    [['net.keras'], 'holds net.keras, a model of Keras 3. Export it as a SavedModel'],
    [['net.onnx', 'saved_model.pb'], 'holds saved_model.pb, a SavedModel of TensorFlow'],
    [['readme.txt'], 'holds no model.json'],
    [[], 'holds no model.json'],
  ])('%j', async (names, says) => {
    const folder = folderOf();
    for (const name of names) writeFileSync(join(folder, name), '[]');
    expect((await refusalOf(folder)).message).toContain(says);
  });

  it.each([
    ['net.onnx', 'is an ONNX model', 'onnx2tf -i FILE -o saved_model -osd (pip install onnx2tf)'],
    ['net.tflite', 'is a model of TensorFlow Lite', 'python -m tf2onnx.convert --tflite FILE'],
    ['net.keras', 'is a model of Keras 3', 'keras.saving.load_model("FILE").export("saved_model")'],
    ['net.H5', 'is a model of Keras, as HDF5', '--input_format=keras FILE web_model'],
    ['net.pt', 'is a model of PyTorch', 'torch.onnx.export'],
    ['saved_model.pb', 'is a SavedModel of TensorFlow', '--input_format=tf_saved_model FOLDER web_model'],
    ['net.txt', 'is no .json file', 'Give the model.json'],
  ])('the file %s', async (name, is, remedy) => {
    const folder = folderOf();
    const file = join(folder, name);
    writeFileSync(file, 'x');
    const { message, code } = await refusalOf(file);
    expect(code).toBe('unsupported-model');
    expect(message).toContain(is);
    expect(message).toContain(remedy.replace('FILE', file).replace('FOLDER', folder));
    // Each command is said to come from somewhere, and the converter is never left to guess the format.
    if (message.includes('tensorflowjs_converter')) {
      expect(message).toContain('tensorflowjs_converter --input_format=');
      expect(message).toContain('(pip install tensorflowjs)');
    }
  });

  it('a name that a shell would split is quoted', async () => {
    const file = join(folderOf(), "it's a net.onnx");
    writeFileSync(file, 'x');
    expect((await refusalOf(file)).message).toContain(`onnx2tf -i '${file.replace("'", "'\\''")}' -o`);
  });

  it('a file of another framework is a location, wherever it is', async () => {
    for (const name of ['net.onnx', 'net.tflite', 'net.keras', 'net.h5'])
      expect(looksLikeLocation(name)).toBe(true);
    expect(looksLikeLocation('mobilenet-v2')).toBe(false);
    expect((await refusalOf('https://example.invalid/net.onnx?sig=secret')).message).toMatch(
      /^https:\/\/example\.invalid\/net\.onnx\?… is an ONNX model.*: onnx2tf -i net\.onnx /,
    );
  });

  it('a manifest that is given itself', async () => {
    const path = join(folderOf(), 'x-weights_manifest.json');
    writeFileSync(path, JSON.stringify([{ paths: ['s'], weights: [] }]));
    expect((await refusalOf(path)).message).toMatch(
      /without a model\. Give the model\.json beside it, or profile the library's function/,
    );
  });
});

/** As Git leaves it where LFS is not installed. */
const POINTER = `version https://git-lfs.github.com/spec/v1
oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
size 12345678
`;
const pointer = new TextEncoder().encode(POINTER);

/** Shards that are larger than a pointer is. */
function wide(files: Files): Files {
  const [group] = files.json.weightsManifest;
  group.weights[0].shape = [100, 100];
  return files;
}

describe('a pointer of Git LFS', () => {
  it.each([
    ['of a layers model', denseFiles],
    ['of a graph model', graphFiles],
  ])('in the place of a shard %s', async (_, filesOf) => {
    const files = wide(filesOf());
    const [path] = files.shards.keys();
    files.shards.set(path!, pointer);
    const refusal = await refusalOf(writeFiles(folderOf(), files));
    expect(refusal.message).toContain(`${path}, listed in`);
    expect(refusal.message).toContain(
      'is a pointer of Git LFS, not the file itself. Fetch the files, where the repository is: git lfs pull',
    );
    expect(refusal.code).toBe('missing-file');
  });

  it('in the place of every shard', async () => {
    const files = wide(denseFiles());
    for (const path of files.shards.keys()) files.shards.set(path, pointer);
    expect((await refusalOf(writeFiles(folderOf(), files))).message).toContain('git lfs pull');
  });

  it('in the place of the model.json', async () => {
    const folder = folderOf();
    writeFileSync(join(folder, 'model.json'), POINTER);
    expect((await refusalOf(folder)).message).toContain('git lfs pull');
  });

  it('does not keep a layers model from being counted without its weights', async () => {
    const files = wide(denseFiles());
    for (const path of files.shards.keys()) files.shards.set(path, pointer);
    expect((await readModelFile(writeFiles(folderOf(), files), { weights: false })).format).toBe('layers');
  });
});

describe('a number that JSON does not know', () => {
  const quantised = (min: string): string =>
    JSON.stringify({
      modelTopology: { class_name: 'Sequential', config: {} },
      weightsManifest: [
        {
          paths: ['s'],
          weights: [
            { name: 'first/kernel', shape: [1], dtype: 'float32' },
            {
              name: 'c/kernel',
              shape: [1],
              dtype: 'float32',
              quantization: { min: 7, scale: 0.1, dtype: 'uint8' },
            },
          ],
        },
      ],
    }).replace('"min":7', `"min":${min}`);

  it.each(['-Infinity', 'Infinity', 'NaN'])('%s as the smallest value of a weight', async (min) => {
    const folder = folderOf();
    writeFileSync(join(folder, 'model.json'), quantised(min));
    const { message } = await refusalOf(folder);
    expect(message).toContain(
      `holds ${min} as "min" of weight "c/kernel", which JSON does not know: its values are not all finite, and cannot be quantised.`,
    );
    expect(message).toContain('Convert the model again without quantisation, or without it for that weight');
  });

  it('elsewhere', async () => {
    const folder = folderOf();
    writeFileSync(join(folder, 'model.json'), '{"modelTopology":{"rate": NaN}}');
    expect((await refusalOf(folder)).message).toContain(
      'holds NaN as "rate", which JSON does not know. Write a number there.',
    );
  });

  it('in a text is one', async () => {
    const folder = folderOf();
    writeFileSync(
      join(folder, 'model.json'),
      '{"modelTopology":{"class_name":"Sequential","config":{}},"note":"min: -Infinity"}',
    );
    expect((await readModelFile(folder, { weights: true })).format).toBe('layers');
  });
});
