/** @file Faults planted in a small model's weights manifest and in its paths, each with the refusal that it must meet. */
import type { Refusal } from '../../refusals.ts';
import type { Loose } from '../../small-models.ts';

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
