/** @file Model files behind a real server, which may be slow, wrong or hostile. */
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readModelFile, type ReadOptions } from '../../../src/load/model-file.ts';
import { MAX_OPEN_SHARDS } from '../../../src/load/shards.ts';
import { redirect, send, startServer, status, type FileServer } from '../file-server.ts';
import { expectRefused } from '../refusals.ts';
import { HTTP_FAULTS } from '../http-faults.ts';
import { DENSE_BYTES, denseFiles, graphFiles, SHARD_BYTES } from '../small-models.ts';

const READ: ReadOptions = { weights: true };

let server: FileServer;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.close());

const shardsOf = (log: readonly string[]): readonly string[] => log.filter((url) => url.includes('.bin'));

describe('a model file behind http', () => {
  it('is read by its address and that of its folder', async () => {
    server.serve('/nets/small/', denseFiles());
    for (const source of ['/nets/small/model.json', '/nets/small', '/nets/small/', '/nets/small/#top']) {
      const file = await readModelFile(`${server.origin}${source}`, READ);
      expect([file.name, file.format, file.totalDiskBytes]).toEqual(['small', 'layers', DENSE_BYTES]);
      expect(file.weightData?.map(({ byteLength }) => byteLength)).toEqual(SHARD_BYTES);
    }
  });

  it('passes its query on to the shards', async () => {
    server.serve('/hub/1/', graphFiles());
    for (const folder of ['/hub/1', '/hub/1/model.json']) {
      server.log.length = 0;
      await readModelFile(`${server.origin}${folder}?tfjs-format=file`, READ);
      expect(server.log).toEqual([
        '/hub/1/model.json?tfjs-format=file',
        '/hub/1/weights.bin?tfjs-format=file',
      ]);
    }
  });

  it('is followed through five redirects, its shards found beside the new address or the old', async () => {
    server.serve('/new/place/', graphFiles());
    for (let step = 1; step < 5; step++) server.answers.set(`/step${step}`, redirect(`/step${step + 1}`));
    server.answers.set('/step5', redirect('/new/place/model.json'));
    server.answers.set('/old/model.json', redirect('/step2'));
    await readModelFile(`${server.origin}/old`, READ);
    expect(shardsOf(server.log)).toEqual(['/new/place/weights.bin']);

    server.log.length = 0;
    server.answers.set('/signed/model.json', redirect('/store/a1b2.json?key=1'));
    server.answers.set('/store/a1b2.json', server.answers.get('/new/place/model.json')!);
    server.answers.set('/signed/weights.bin', redirect('/new/place/weights.bin'));
    await readModelFile(`${server.origin}/signed`, READ);
    expect(shardsOf(server.log)).toEqual([
      '/store/weights.bin',
      '/signed/weights.bin',
      '/new/place/weights.bin',
    ]);
  });

  it('goes to another server with a redirect', async () => {
    const other = await startServer();
    other.serve('/net/', graphFiles());
    server.answers.set('/model.json', redirect(`${other.origin}/net/model.json`));
    try {
      const file = await readModelFile(server.origin, READ);
      expect([file.name, file.totalDiskBytes]).toEqual(['127.0.0.1', 4 * 2 * 3]);
    } finally {
      await other.close();
    }
  });

  it('may be packed, and its shards may have characters that addresses keep for themselves', async () => {
    const { json, shards } = graphFiles();
    json.weightsManifest[0].paths = ['a b#1?.bin'];
    const packed = gzipSync(JSON.stringify(json));
    server.answers.set('/net/model.json', (_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed);
    });
    server.answers.set('/net/a%20b%231%3F.bin', send(shards.get('weights.bin')!));
    expect((await readModelFile(`${server.origin}/net`, READ)).totalDiskBytes).toBe(4 * 2 * 3);
  });

  it('opens a few shards at a time, however many there are', async () => {
    const slow = await startServer(20);
    const SHARDS = 300;
    const files = graphFiles();
    const paths = Array.from({ length: SHARDS }, (_, i) => `${i}.bin`);
    files.json.weightsManifest = [{ paths, weights: [{ name: 'w', shape: [SHARDS], dtype: 'bool' }] }];
    for (const [i, path] of paths.entries()) files.shards.set(path, new Uint8Array([i % 2]));
    slow.serve('/', files);
    try {
      const { weightData } = await readModelFile(slow.origin, READ);
      expect(weightData?.map((buffer) => new Uint8Array(buffer)[0])).toEqual(paths.map((_, i) => i % 2));
      expect(slow.peak()).toBe(MAX_OPEN_SHARDS);
    } finally {
      await slow.close();
    }
  });

  it('asks for nothing more once a shard failed', async () => {
    const files = denseFiles();
    files.json.weightsManifest[0].paths = Array.from({ length: 200 }, (_, i) => `${i}.bin`);
    server.serve('/', files);
    await expect(readModelFile(server.origin, READ)).rejects.toMatchObject({ code: 'missing-file' });
    expect(shardsOf(server.log).length).toBeLessThan(2 * MAX_OPEN_SHARDS);
  });

  it('asks for no shard where the manifest is wrong or weights are not wanted', async () => {
    server.serve('/net/', denseFiles());
    await readModelFile(`${server.origin}/net`, { ...READ, weights: false });
    const files = graphFiles();
    for (const path of ['../secret.bin', '%2e%2e/secret.bin', '/secret.bin', `${server.origin}/secret.bin`]) {
      files.json.weightsManifest[0].paths = [path];
      server.serve('/deep/net/', files);
      await expect(readModelFile(`${server.origin}/deep/net`, READ)).rejects.toMatchObject({
        code: 'invalid-model',
      });
    }
    expect(shardsOf(server.log)).toEqual([]);
  });
});

describe('a server that fails', () => {
  it('is refused in one sentence, in time', async () => {
    const began = performance.now();
    await expectRefused('faults of servers', HTTP_FAULTS, ({ plant, isGraph = false, options = {} }) => {
      server.answers.clear();
      server.serve('/net/', isGraph ? graphFiles() : denseFiles());
      const source = plant(server) ?? `${server.origin}/net`;
      return () => readModelFile(source, { ...READ, ...options });
    });
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('is read on as long as it sends, however slowly', async () => {
    const { json, shards } = graphFiles();
    server.serve('/net/', { json, shards });
    server.answers.set('/net/weights.bin', (_request, response) => {
      const bytes = [...shards.get('weights.bin')!.entries()];
      const drip = setInterval(() => {
        const next = bytes.splice(0, 2);
        if (next.length === 0) {
          clearInterval(drip);
          response.end();
        } else response.write(Uint8Array.from(next, ([, value]) => value));
      }, 100);
    });
    const timeoutMs = 1000;
    const began = performance.now();
    const { totalDiskBytes } = await readModelFile(`${server.origin}/net`, { ...READ, timeoutMs });
    expect(totalDiskBytes).toBe(4 * 2 * 3);
    expect(performance.now() - began).toBeGreaterThan(timeoutMs);
  });

  it('may answer other than with success', async () => {
    server.answers.set('/net/model.json', status(304));
    await expect(readModelFile(`${server.origin}/net`, READ)).rejects.toMatchObject({ code: 'network' });
  });
});
