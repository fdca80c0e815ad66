/** @file Faults planted in a small model's files, each with the refusal that it must meet. */
import {
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  appendFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { ReadOptions } from '../../src/load/model-file.ts';
import type { Refusal } from './refusals.ts';
import type { Loose } from './small-models.ts';

type TextFault = Refusal & { readonly plant: (json: Loose) => Loose; readonly isGraph?: boolean };

const text = (name: string, says: string, plant: (json: Loose) => Loose): TextFault => ({
  name,
  code: 'invalid-model',
  says,
  plant,
});

/** Puts `entry`, JSON text, in front of all other members of the object that follows `before`. */
const member = (json: Loose, before: string, entry: string): string => {
  const whole = JSON.stringify(json);
  const at = whole.indexOf(before);
  return `${whole.slice(0, at + before.length)}${entry},${whole.slice(at + before.length)}`;
};

const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

/** In the text of model.json. */
export const TEXT_FAULTS: readonly TextFault[] = [
  text('empty file', 'is not JSON', () => ''),
  text('text cut off', 'is not JSON', (json) => JSON.stringify(json).slice(0, -9)),
  text('HTML', 'page of HTML', () => '\n<!DOCTYPE html><html></html>'),
  text('weights instead of JSON', 'no UTF-8', () => new Uint8Array([0xff, 0xfe, 0, 1])),
  text('escape codes in what is no JSON', 'is not JSON', () => '\u001b[31mred'),
  text('array', 'holds [1]', () => [1]),
  text('number', 'holds 7', () => 7),
  text('a long array', 'holds [["……', () => Array.from({ length: 200_000 }, () => ['…'.repeat(9)])),
  text('null', 'holds null', () => 'null'),
  text('empty object', 'no modelTopology', () => ({})),
  text('modelTopology missing', 'no modelTopology', ({ modelTopology: _topology, ...rest }) => rest),
  text('modelTopology text', 'no modelTopology', (json) => ({ ...json, modelTopology: '{}' })),
  text('modelTopology of nothing known', 'neither node', (json) => ({ ...json, modelTopology: { a: 1 } })),
  text('weights manifest alone', 'weights manifest without a model', (json) => json.weightsManifest),
  {
    ...text('Keras JSON', 'as Keras writes it', (json) => json.modelTopology.model_config),
    code: 'unsupported-model',
  },
  text('signature a list', 'signature of', (json) => ({ ...json, signature: [] })),
  text('metadata a text', 'userDefinedMetadata of', (json) => ({ ...json, userDefinedMetadata: 'x' })),
  text('__proto__ at the root', '"__proto__"', (json) => member(json, '{', '"__proto__":{"polluted":1}')),
  text('__proto__ deep', '"__proto__"', (json) => member(json, '"config":{', '"__proto__":{"a":1}')),
  text('__proto__ escaped', '"__proto__"', (json) =>
    member(json, '"config":{', String.raw`"__pro\u0074o__":1`),
  ),
  text('__proto__ as a layer name', '"__proto__"', (json) =>
    JSON.parse(JSON.stringify(json).replace('"dense"', '"__proto__"')),
  ),
  text('constructor', '"constructor"', (json) => ({ ...json, userDefinedMetadata: { constructor: {} } })),
  text('prototype', '"prototype"', (json) => ({ ...json, userDefinedMetadata: [{ prototype: 1 }] })),
  text('600 levels', 'deeper than 512', (json) => member(json, '{', `"a":${deep(600)}`)),
  text('100000 levels', 'deeper than 512', (json) => member(json, '{', `"a":${deep(100_000)}`)),
  {
    ...text('__proto__ in a graph', '"__proto__"', (json) => member(json, '"attr":{', '"__proto__":{}')),
    isGraph: true,
  },
];

type ManifestFault = Refusal & { readonly plant: (manifest: Loose) => void };

const manifest = (name: string, says: string, plant: (manifest: Loose) => void): ManifestFault => ({
  name,
  code: 'invalid-model',
  says,
  plant,
});
/** On the first weight. */
const weight = (name: string, says: string, change: Loose): ManifestFault =>
  manifest(name, says, ([{ weights }]) => {
    weights[0] = { ...weights[0], ...change };
  });
const group = (name: string, says: string, change: Loose): ManifestFault =>
  manifest(name, says, (groups) => {
    groups[0] = { ...groups[0], ...change };
  });

/** In the weights manifest. */
export const MANIFEST_FAULTS: readonly ManifestFault[] = [
  manifest('group a number', 'group 0 is 3', (groups) => groups.splice(0, 1, 3)),
  group('paths missing', 'paths of group 0', { paths: undefined }),
  group('paths a text', 'paths of group 0', { paths: 'a.bin' }),
  group('a path a number', 'paths of group 0', { paths: ['a.bin', 1] }),
  group('weights missing', 'weights of group 0', { weights: undefined }),
  group('weights an object', 'weights of group 0', { weights: {} }),
  group('a weight null', 'a weight is null', { weights: [null] }),
  weight('name missing', 'name is nothing', { name: undefined }),
  weight('name empty', 'name is ""', { name: '' }),
  weight('name a number', 'name is 1', { name: 1 }),
  weight('name toString', 'name is "toString"', { name: 'toString' }),
  weight('name constructor', 'name is "constructor"', { name: 'constructor' }),
  weight('name __proto__', '"__proto__"', { name: '__proto__' }),
  weight('name twice', 'two weights are named "dense/bias"', { name: 'dense/bias' }),
  weight('name with escape codes', 'has shape 1', { name: '\u009b31m\u001b]0;x\u0007', shape: 1 }),
  weight('shape missing', 'has shape nothing', { shape: undefined }),
  weight('shape a number', 'has shape 6', { shape: 6 }),
  weight('size a text', 'has shape ["2",3]', { shape: ['2', 3] }),
  weight('size null', 'has shape [null,3]', { shape: [null, 3] }),
  weight('size negative', 'has shape [-2,-3]', { shape: [-2, -3] }),
  weight('size fractional', 'has shape [2.5,3]', { shape: [2.5, 3] }),
  weight('size beyond integers', 'non-negative integers', { shape: [1e300] }),
  weight('product beyond integers', 'more than 2^53', { shape: [2 ** 27, 2 ** 27] }),
  weight('product infinite', 'more than 2^53', { shape: Array.from({ length: 40 }, () => 2 ** 40) }),
  weight('product infinite, then 0', 'more than 2^53', {
    shape: [...Array.from({ length: 40 }, () => 2 ** 40), 0],
  }),
  weight('more than 16 GiB', 'more than 16 GiB', { shape: [2 ** 32, 1] }),
  weight('more than 16 GiB once decoded', 'more than 16 GiB', {
    shape: [2 ** 32],
    quantization: { dtype: 'uint8', scale: 1, min: 0 },
  }),
  weight('more than 16 GiB of empty strings', 'more than 16 GiB', { shape: [2 ** 33], dtype: 'string' }),
  weight('dtype missing', 'has dtype nothing', { dtype: undefined }),
  weight('dtype unknown', 'has dtype "float64"', { dtype: 'float64' }),
  weight('dtype toString', 'has dtype "toString"', { dtype: 'toString' }),
  weight('quantization null', 'has quantization null', { quantization: null }),
  weight('quantization a text', 'has quantization "uint8"', { quantization: 'uint8' }),
  weight('quantization of unknown dtype', 'quantised to "int8"', {
    quantization: { dtype: 'int8', scale: 1, min: 0 },
  }),
  weight('scale missing', 'with scale nothing', { quantization: { dtype: 'uint8', min: 0 } }),
  weight('min missing', 'min nothing', { quantization: { dtype: 'uint16', scale: 1 } }),
  weight('scale a text', 'with scale "1"', { quantization: { dtype: 'uint8', scale: '1', min: 0 } }),
  weight('int32 as float16', 'int32 quantised to "float16"', {
    dtype: 'int32',
    quantization: { dtype: 'float16' },
  }),
  weight('bool quantised', 'bool quantised', {
    dtype: 'bool',
    quantization: { dtype: 'uint8', scale: 1, min: 0 },
  }),
];

/** In a path of the manifest; the folder has links `link.bin` to the secret and `up` to the folder above. */
export const PATH_FAULTS: readonly (Refusal & { readonly path: (secret: string) => string })[] = [
  ...Object.entries<(secret: string) => string>({
    'the folder above': () => '../secret.bin',
    'the folder above, from below': () => 'below/../../secret.bin',
    'back into the folder': () => 'below/../group1-shard1of3.bin',
    'an absolute path': (secret) => secret,
    'two slashes': () => '//localhost/secret.bin',
    'a backslash': () => String.raw`..\secret.bin`,
    'a drive': () => 'C:secret.bin',
    'a file address': (secret) => `file://${secret}`,
    'an http address': () => 'http://127.0.0.1:9/secret.bin',
    'a data address': () => 'data:,x',
    'percent notation of dots': () => '%2e%2e/secret.bin',
    'percent notation of dots and slash': () => '..%2fsecret.bin',
    'percent notation of all': () => '%2E%2E%2Fsecret.bin',
    'percent notation of a backslash': () => '..%5Csecret.bin',
    'a NUL': () => 'link.bin\0.bin',
    'no name': () => '',
    'a folder': () => 'below/',
    'dots alone': () => '..',
  }).map(([name, path]) => ({ name, path, code: 'invalid-model' as const, says: 'no file below the model' })),
  {
    name: 'a link',
    path: () => 'link.bin',
    code: 'invalid-model',
    says: "a link to outside the model's folder",
  },
  { name: 'a linked folder', path: () => 'up/secret.bin', code: 'invalid-model', says: 'a link to outside' },
];

type DiskFault = Refusal & {
  /** Changes the folder; a result is read instead of it. */
  readonly plant: (folder: string) => string | void;
  readonly isGraph?: boolean;
  readonly options?: Partial<ReadOptions>;
};

const SECOND = 'group1-shard2of3.bin';

/** Beside model.json, or in what was asked for. */
export const DISK_FAULTS: readonly DiskFault[] = [
  {
    name: 'no such path',
    code: 'missing-file',
    says: 'does not exist. Give a model.json',
    plant: (folder) => join(folder, 'none'),
  },
  {
    name: 'no such JSON',
    code: 'missing-file',
    says: 'does not exist',
    plant: (folder) => join(folder, 'other.json'),
  },
  {
    name: 'a folder without model.json',
    code: 'missing-file',
    says: 'holds no model.json',
    plant: (folder) => renameSync(join(folder, 'model.json'), join(folder, 'face.json')),
  },
  {
    name: 'a file of another kind',
    code: 'unsupported-model',
    says: 'is no .json file',
    plant: (folder) => join(folder, SECOND),
  },
  {
    name: 'a file as folder',
    code: 'missing-file',
    says: 'does not exist',
    plant: (f) => join(f, SECOND, 'm.json'),
  },
  { name: 'nothing', code: 'invalid-input', says: 'Give a model.json', plant: () => '' },
  { name: 'a NUL', code: 'invalid-input', says: 'Give a model.json', plant: () => 'a\0.json' },
  { name: 'another scheme', code: 'invalid-input', says: 'no address', plant: () => 'indexeddb://small' },
  { name: 'ftp', code: 'invalid-input', says: 'no address', plant: () => 'ftp://x.org/model.json' },
  { name: 'no host', code: 'invalid-input', says: 'no address', plant: () => 'http://' },
  {
    name: 'a file on a host',
    code: 'invalid-input',
    says: 'no file of this machine',
    plant: () => 'file://h/m.json',
  },
  {
    name: 'a password',
    code: 'invalid-input',
    says: 'an address of x.org carries',
    plant: () => 'https://me:secret@x.org/model.json',
  },
  {
    name: 'a shard missing',
    code: 'missing-file',
    says:
      `${SECOND}, listed in model.json, is missing. ` +
      'Put it beside model.json, or count without them: weights: false',
    plant: (folder) => rmSync(join(folder, SECOND)),
  },
  {
    name: 'the shard of a graph missing',
    isGraph: true,
    code: 'missing-file',
    says: 'weights.bin, listed in model.json, is missing. Put it beside model.json.',
    plant: (folder) => rmSync(join(folder, 'weights.bin')),
  },
  {
    name: 'a folder for a shard',
    code: 'missing-file',
    says: 'no regular file',
    plant: (folder) => {
      rmSync(join(folder, SECOND));
      symlinkSync('.', join(folder, SECOND));
    },
  },
  {
    name: 'a link to itself',
    code: 'missing-file',
    says: 'cannot be read: ELOOP',
    plant: (folder) => {
      rmSync(join(folder, SECOND));
      symlinkSync(SECOND, join(folder, SECOND));
    },
  },
  {
    name: 'a shard cut off',
    code: 'invalid-model',
    says: 'hold together 35 bytes, but',
    plant: (folder) => truncateSync(join(folder, SECOND), 4),
  },
  {
    name: 'a shard empty',
    isGraph: true,
    code: 'invalid-model',
    says: 'weights.bin holds 0 bytes',
    plant: (folder) => truncateSync(join(folder, 'weights.bin')),
  },
  {
    name: 'a shard too long',
    code: 'invalid-model',
    says: 'more than 36 bytes',
    plant: (folder) => appendFileSync(join(folder, SECOND), '!'),
  },
  {
    name: 'a shard far too long, mostly hole',
    isGraph: true,
    code: 'invalid-model',
    says: 'weights.bin holds more than 24 bytes',
    plant: (folder) => truncateSync(join(folder, 'weights.bin'), 2 ** 40),
  },
  {
    name: 'a shard listed twice',
    code: 'invalid-model',
    says: 'more than 36 bytes',
    plant: (folder) => replaceInJson(folder, 'group1-shard1of3.bin', SECOND, 20),
  },
  {
    name: 'a string longer than the file',
    isGraph: true,
    code: 'invalid-model',
    says: 'weights.bin holds 24 bytes, but',
    plant: (folder) => replaceInJson(folder, '"dtype":"float32"', '"dtype":"string"'),
  },
  {
    name: 'model.json too long',
    code: 'invalid-model',
    says: 'more than the 100 that one JSON text may have',
    options: { maxJsonBytes: 100 },
    plant: () => undefined,
  },
  {
    name: 'model.json a folder',
    code: 'missing-file',
    says: 'no regular file',
    plant: (folder) => {
      rmSync(join(folder, 'model.json'));
      symlinkSync(dirname(folder), join(folder, 'model.json'));
    },
  },
];

function replaceInJson(folder: string, from: string, to: string, padTo?: number): void {
  const path = join(folder, 'model.json');
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll(from, to));
  if (padTo !== undefined) writeFileSync(join(folder, to), new Uint8Array(padTo));
}
