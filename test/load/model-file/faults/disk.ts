/** @file Faults planted beside a small model's model.json, or in what is asked for, each with its refusal. */
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
import type { ReadOptions } from '../../../../src/load/model-file.ts';
import type { Refusal } from '../../refusals.ts';

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
