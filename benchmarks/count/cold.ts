/** @file The command line from a cold start, for `bench:count`: started processes of the built package, and what they read. */
import { execFile, spawnSync } from 'node:child_process';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { median } from '../../src/timing/statistics.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MAIN = join(ROOT, 'dist/cli/main.js');
const FRONT_END = join(ROOT, 'benchmarks/count/front-end.mjs');
const READ_BYTES = new URL('read-bytes.mjs', import.meta.url).href;

/** Each started in turn, so that a machine that slows down slows all. */
const STARTS = 5;

function startedMs(args: readonly string[]): number {
  const startMs = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`node ${args.join(' ')}: ${stderr}`);
  return performance.now() - startMs;
}

/** How long each takes from its start to its end; of the first two the sum of bare Node and tfjs-core is made. */
export function coldStarts(folder: string): void {
  const started = {
    'node -e 0': ['-e', '0'],
    'node, tfjs-core loaded': ['-e', "require('@tensorflow/tfjs-core')"],
    'node, tfjs-layers as well': [
      '-e',
      "require('@tensorflow/tfjs-core'); require('@tensorflow/tfjs-layers')",
    ],
    // The least that a count of the folder can take, whatever program counts.
    'tfjs alone builds and predicts': [FRONT_END, folder],
    'count FOLDER of 102 MB': [MAIN, 'count', folder],
    'count mobilenet-v2': [MAIN, 'count', 'mobilenet-v2'],
  };
  const ms = Object.entries(started).map(([name, args]) => ({ name, args, all: [] as number[] }));
  for (let i = 0; i < STARTS; i++) for (const each of ms) each.all.push(startedMs(each.args));
  const core = median(ms[1]!.all);
  for (const { name, all } of ms)
    console.log(
      `  ${name.padEnd(30)} ${median(all).toFixed(0).padStart(6)} ms, least ${Math.min(...all).toFixed(0)}, ` +
        `${(median(all) / core).toFixed(1)} × Node with tfjs-core`,
    );
}

/** Bytes of shards that one count of a folder reads from the disk, told by its own file layer. */
function readFromDisk(folder: string): number {
  const args = ['--import', READ_BYTES, MAIN, 'count', folder];
  const { stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  return Number(/weights read: (\d+)/.exec(stderr)![1]);
}

/** Bytes of shards that a server sends while the folder is counted over http, as it logs ranges. */
async function sentOverHttp(folder: string): Promise<number> {
  let sent = 0;
  const server = createServer(({ url = '/', headers, method }, response) => {
    const path = join(folder, url);
    if (!existsSync(path)) {
      response.writeHead(404).end();
      return;
    }
    const { size } = statSync(path);
    const [, first, last] = /bytes=(\d+)-(\d+)/.exec(headers.range ?? '') ?? [];
    const [start, end] = [Number(first ?? 0), Number(last ?? size - 1)];
    const length = end - start + 1;
    response.writeHead(first === undefined ? 200 : 206, {
      'content-length': length,
      'content-range': `bytes ${start}-${end}/${size}`,
    });
    if (method === 'HEAD') {
      response.end();
      return;
    }
    if (path.endsWith('.bin')) sent += length;
    createReadStream(path, { start, end }).pipe(response);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await promisify(execFile)(process.execPath, [MAIN, 'count', `http://127.0.0.1:${port}/model.json`]);
  server.closeAllConnections();
  server.close();
  return sent;
}

export async function bytesRead(name: string, folder: string): Promise<void> {
  console.log(
    `  ${name.padEnd(28)} ${readFromDisk(folder)} bytes of weights from the disk, ${await sentOverHttp(folder)} over http`,
  );
}
