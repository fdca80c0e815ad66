/** @file Model files on disk: what is read, and what is refused in one sentence. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { looksLikeLocation } from '../../../src/load/location.ts';
import { readModelFile, type ReadOptions } from '../../../src/load/model-file.ts';
import { MAX_OPEN_SHARDS, readShards } from '../../../src/load/shards.ts';
import { expectRefused } from '../refusals.ts';
import { DENSE_BYTES, denseFiles, graphFiles, SHARD_BYTES, writeFiles } from '../small-models.ts';
import { DISK_FAULTS } from './faults/disk.ts';
import { MANIFEST_FAULTS, PATH_FAULTS } from './faults/manifest.ts';
import { TEXT_FAULTS } from './faults/text.ts';

const ROOT = mkdtempSync(join(tmpdir(), 'tfjs-flops-'));
afterAll(() => rmSync(ROOT, { recursive: true }));

let folders = 0;
const fresh = (): string => join(ROOT, String(folders++), 'small');
const READ: ReadOptions = { weights: true };

describe('a model file on disk', () => {
  it('is read by its path, its folder and its file address, and named after folder or JSON', async () => {
    const folder = writeFiles(fresh(), denseFiles());
    writeFiles(folder, denseFiles(), 'Face.JSON');
    const json = join(folder, 'model.json');
    for (const source of [folder, `${folder}/`, json, pathToFileURL(json).href, pathToFileURL(folder).href]) {
      const file = await readModelFile(source, READ);
      expect([file.name, file.format, file.totalDiskBytes]).toEqual(['small', 'layers', DENSE_BYTES]);
      expect(file.weightData?.map(({ byteLength }) => byteLength)).toEqual(SHARD_BYTES);
    }
    expect((await readModelFile(join(folder, 'Face.JSON'), READ)).name).toBe('Face');
  });

  it('tells bytes without its weights, and strings as unknown', async () => {
    const files = denseFiles();
    files.json.weightsManifest.push({ paths: ['s'], weights: [{ name: 's', shape: [2], dtype: 'string' }] });
    files.shards.set('s', new Uint8Array([1, 0, 0, 0, 65, 0, 0, 0, 0]));
    const folder = writeFiles(fresh(), files);
    const whole = await readModelFile(folder, READ);
    expect(whole.diskBytes.get('s')).toBe(4 + 1 + 4);
    expect(whole.totalDiskBytes).toBe(DENSE_BYTES + 9);
    const { weightData, diskBytes, totalDiskBytes } = await readModelFile(folder, { weights: false });
    expect([weightData, totalDiskBytes, diskBytes.has('s')]).toEqual([null, null, false]);
    expect(diskBytes.get('dense/kernel')).toBe(4 * 2 * 3);
  });

  it('may have shards in folders below and links to files below, no manifest, and a byte order mark', async () => {
    const files = graphFiles();
    files.json.weightsManifest[0].paths = ['./below/weights.bin'];
    const folder = writeFiles(fresh(), { json: files.json, shards: new Map() });
    mkdirSync(join(folder, 'below'));
    writeFileSync(join(folder, '..data.bin'), files.shards.get('weights.bin')!);
    symlinkSync('../..data.bin', join(folder, 'below/weights.bin'));
    expect((await readModelFile(folder, READ)).totalDiskBytes).toBe(4 * 2 * 3);
    const { weightsManifest: _none, ...json } = denseFiles().json;
    const bare = writeFiles(fresh(), { json: `\uFEFF${JSON.stringify(json)}`, shards: new Map() });
    const { weightData, weightSpecs, totalDiskBytes } = await readModelFile(bare, READ);
    expect([weightData, weightSpecs, totalDiskBytes]).toEqual([null, [], 0]);
  });

  it('is told from a name of the zoo', () => {
    const folder = writeFiles(fresh(), denseFiles());
    const locations = [
      './dir',
      'dir/model.json',
      'model.json',
      'https://x.org/m',
      'file:///m',
      folder,
      '..',
      'C:\\m',
    ];
    expect(locations.filter((text) => !looksLikeLocation(text))).toEqual([]);
    expect(['mobilenet-v2', 'deit-ti16', 'x.y'].filter((text) => looksLikeLocation(text))).toEqual([]);
  });
});

describe('a broken model file on disk', () => {
  it('is refused for what stands in model.json', () =>
    expectRefused('faults in the text of model.json', TEXT_FAULTS, ({ plant, isGraph = false }) => {
      const files = isGraph ? graphFiles() : denseFiles();
      const folder = writeFiles(fresh(), { ...files, json: plant(files.json) });
      return () => readModelFile(folder, READ);
    }));

  it('is refused for its manifest, also where weights are not read', () =>
    expectRefused('faults in weightsManifest', MANIFEST_FAULTS, ({ plant }) => {
      const files = denseFiles();
      plant(files.json.weightsManifest);
      const folder = writeFiles(fresh(), files);
      return () => readModelFile(folder, { weights: false });
    }));

  it('is refused for paths that leave its folder, while a secret of the right length lies there', () =>
    expectRefused('paths out of the folder', PATH_FAULTS, ({ path }) => {
      const files = denseFiles();
      const folder = fresh();
      const secret = join(folder, '..', 'secret.bin');
      files.json.weightsManifest[0].paths = [path(secret)];
      writeFiles(folder, files);
      writeFileSync(secret, new Uint8Array(DENSE_BYTES));
      mkdirSync(join(folder, 'below'));
      symlinkSync(secret, join(folder, 'link.bin'));
      symlinkSync(join(folder, '..'), join(folder, 'up'));
      return () => readModelFile(folder, READ);
    }));

  it('is refused for what lies beside it', () =>
    expectRefused('faults in the files', DISK_FAULTS, ({ plant, isGraph = false, options = {} }) => {
      const folder = writeFiles(fresh(), isGraph ? graphFiles() : denseFiles());
      const source = plant(folder) ?? folder;
      return () => readModelFile(source, { ...READ, ...options });
    }));

  it('is read no further once a shard failed', async () => {
    const paths = Array.from({ length: 100 }, (_, i) => `${i}.bin`);
    const asked: string[] = [];
    const readShard = async (path: string): Promise<ArrayBuffer> => {
      asked.push(path);
      await new Promise(setImmediate);
      if (path === '3.bin') throw new Error('lost');
      return new ArrayBuffer(0);
    };
    const file = { name: 'small', location: 'model.json', bytes: new Uint8Array(), readShard };
    await expect(readShards([{ paths, specs: [], bytes: 0 }], file)).rejects.toThrow('lost');
    await new Promise((resolve) => void setTimeout(resolve, 20));
    expect(asked.length).toBeLessThanOrEqual(2 * MAX_OPEN_SHARDS);
  });

  it('is no pipe to wait for', async () => {
    const folder = writeFiles(fresh(), graphFiles());
    rmSync(join(folder, 'weights.bin'));
    execFileSync('mkfifo', [join(folder, 'weights.bin')]);
    await expect(readModelFile(folder, READ)).rejects.toMatchObject({ code: 'missing-file' });
  });
});
