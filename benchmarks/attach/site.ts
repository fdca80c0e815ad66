/** @file Serves the page of `bench:attach`, isolated from other origins, so that its clock has steps of 5 µs. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { oneScript } from '../../scripts/one-script.ts';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const WASM = fileURLToPath(import.meta.resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm'));

const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

export interface BenchSite {
  readonly url: string;
  close(): void;
}

export async function startBenchSite(): Promise<BenchSite> {
  const code = await oneScript('benchmarks/attach/page.ts', { format: 'es' });
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    for (const [name, value] of Object.entries(ISOLATED)) response.setHeader(name, value);
    if (pathname === '/page.js') response.setHeader('content-type', 'text/javascript').end(code);
    else if (pathname.startsWith('/wasm/'))
      readFile(new URL(pathname.slice('/wasm/'.length), `file://${WASM}`)).then(
        (bytes) => response.setHeader('content-type', 'application/wasm').end(bytes),
        () => response.writeHead(404).end(),
      );
    else
      response
        .setHeader('content-type', 'text/html')
        .end('<!doctype html><script type="module" src="page.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
