/**
 * @file A server for this machine alone that gives a page its script, the wasm binaries and the model. Its headers
 * isolate the page from others: only then does the page have a clock that ticks every 5 µs, and threads that share memory.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pageScript, readWasm, WASM_FILES } from './page-script.ts';
import { ROUTES } from './task.ts';

const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cache-control': 'no-store',
} as const;

const TYPES: readonly (readonly [ending: string, type: string])[] = [
  ['.js', 'text/javascript'],
  ['.json', 'application/json'],
  ['.wasm', 'application/wasm'],
  ['/', 'text/html'],
];

const HTML = `<!doctype html><meta charset="utf-8"><title>tfjs-flops</title><link rel="icon" href="data:,">
<script type="module" src="${ROUTES.script}"></script>`;

type Body = string | Uint8Array;

/** Files by their path below the page's own folder; the empty path is the page. */
export type Files = ReadonlyMap<string, Body>;

export interface PageServer {
  /** @returns the address of a page whose folder holds `files`, until `close` */
  serve(files: Files): { readonly url: string; close(): void };
  /** Closes connections too. */
  close(): Promise<void>;
}

function send(response: ServerResponse, path: string, body: Body | undefined): void {
  const type = TYPES.find(([ending]) => path.endsWith(ending))?.[1] ?? 'application/octet-stream';
  response.writeHead(body === undefined ? 404 : 200, { ...ISOLATED, 'content-type': type });
  response.end(body);
}

/** @throws what reading the script or the binaries throws; nothing is then open */
export async function startPageServer(): Promise<PageServer> {
  const [script, ...binaries] = await Promise.all([pageScript(), ...WASM_FILES.map(readWasm)]);
  const shared: Files = new Map<string, Body>([
    ['', HTML],
    [ROUTES.script, script],
    ...WASM_FILES.map((name, i) => [ROUTES.wasm + name, binaries[i]!] as const),
  ]);
  /** By a random name: other users of this machine reach the port as well. */
  const folders = new Map<string, Files>();
  const server = createServer(({ url = '' }, response) => {
    const [, folder = '', path = ''] = /^\/([^/]+)\/([^?]*)/.exec(url) ?? [];
    const files = folders.get(folder);
    send(response, path === '' ? '/' : path, files && (files.get(path) ?? shared.get(path)));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    serve(files) {
      const folder = randomUUID();
      folders.set(folder, files);
      return {
        url: `http://127.0.0.1:${port}/${folder}/`,
        close: () => void folders.delete(folder),
      };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
