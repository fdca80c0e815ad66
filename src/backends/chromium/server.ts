/**
 * @file A server for this machine alone that gives a page its script, the wasm binaries and the model. Its headers
 * isolate the page from others: only then does the page have a clock that ticks every 5 µs, and threads that share memory.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
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

/** @param body `undefined` for what is not there */
export function send(response: ServerResponse, path: string, body: Body | undefined): void {
  const type = TYPES.find(([ending]) => path.endsWith(ending))?.[1] ?? 'application/octet-stream';
  response.writeHead(body === undefined ? 404 : 200, { ...ISOLATED, 'content-type': type });
  response.end(body);
}

/** Begins to listen, for this machine alone. @returns the port */
export async function listenHere(server: Server, port = 0): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
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
  const port = await listenHere(server);
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
