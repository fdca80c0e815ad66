/** @file A site built for tests of attach: minified, no globals, a strict content policy, models in four places. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { cachedLive } from '../../scripts/live-script.ts';
import { oneScript } from '../../scripts/one-script.ts';
import { MAIN } from '../cli/process.ts';
import { artifactsOf, loopAndBranch, TWO_PRODUCTS } from '../support/graph-def.ts';
import { saveModel, writeModel } from '../support/save-model.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const WASM = join(ROOT, 'node_modules/@tensorflow/tfjs-backend-wasm/dist');

const POLICY = ["default-src 'self'", "require-trusted-types-for 'script'", 'trusted-types page'].join('; ');

/** The package as it is compiled. */
const PACKAGE = join(MAIN, '../..');
const IMPORT_MAP = '{"imports":{"tfjs-flops/live":"/package/src/live/index.js"}}';
const MAP_HASH = createHash('sha256').update(IMPORT_MAP).digest('base64');

/** Of pages with one of their own: wasm must be compiled, and an import map stands in the page. */
const POLICIES: Readonly<Record<string, string>> = {
  '/wasm.html': `${POLICY}; script-src 'self' 'wasm-unsafe-eval'`,
  '/module.html': `${POLICY}; script-src 'self' 'sha256-${MAP_HASH}'`,
};

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** What a part of the site said after a call. */
export interface Seen {
  readonly name: string;
  readonly sha: string;
  readonly tensors: number;
  readonly realm: string;
}

const script = (role: string): string =>
  `<script type="module" src="run.js?role=${role}&amp;token=SECRET"></script>`;

const OWN = `<script type="module" src="own.js"></script>${script('own')}</body>`;

const PAGES: Readonly<Record<string, string>> = {
  '/': `<!doctype html><body><iframe src="frame.html?token=SECRET"></iframe>${script('main')}${script('second')}</body>`,
  '/frame.html': `<!doctype html><body>${script('frame')}</body>`,
  '/wasm.html': `<!doctype html><body>${script('wasm')}</body>`,
  '/module.html': `<!doctype html><body><script type="importmap">${IMPORT_MAP}</script>${OWN}`,
  '/strict.html': `<!doctype html><body><script src="live.js"></script>${OWN}`,
  '/alone.html': `<!doctype html><body><script src="alone/live.js"></script>${OWN}`,
  '/webgl.html': `<!doctype html><body>${script('webgl')}</body>`,
  '/webgpu.html': `<!doctype html><body>${script('webgpu')}</body>`,
  '/hidden.html': `<!doctype html><body>${script('hidden')}</body>`,
  '/async.html': `<!doctype html><body>${script('worker')}</body>`,
  '/empty.html': '<!doctype html><body>Nothing.</body>',
  '/idle.html': '<!doctype html><body><script src="idle.js"></script></body>',
  '/lacking.html':
    '<!doctype html><body><script src="tf.js"></script><script src="lacking.js"></script></body>',
  '/classic.html':
    '<!doctype html><body><script src="tf.js"></script><script src="live.js"></script><script src="classic.js"></script></body>',
};

/** tfjs is there, and no model. */
const IDLE =
  'globalThis._tfGlobals = new Map([["kernelRegistry", new Map()]]); globalThis._tfengine = { backendName: "cpu" };';

/** A page of the old kind: `tf` is a global, and so is its model. */
const CLASSIC = `
(async () => {
  await tf.setBackend('cpu');
  const model = await tf.loadLayersModel('models/conv/model.json');
  const x = tf.ones([1, 12, 12, 3]);
  globalThis.calls = 0;
  for (;;) {
    model.predict(x).dispose();
    globalThis.calls++;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
})();`;

/** A tfjs without what is replaced, as those before 3.9 are. */
const LACKING = `
(async () => {
  await tf.setBackend('cpu');
  globalThis.model = await tf.loadLayersModel('models/conv/model.json');
  delete Object.getPrototypeOf(_tfengine).trackTensor;
})();`;

async function writeModels(folder: string): Promise<void> {
  const conv = tf.sequential({
    name: 'conv-net',
    layers: [
      tf.layers.conv2d({
        filters: 5,
        kernelSize: 3,
        inputShape: [12, 12, 3],
        name: 'stem',
        activation: 'relu',
      }),
      tf.layers.batchNormalization({ name: 'norm' }),
      tf.layers.flatten({ name: 'flat' }),
      tf.layers.dense({ units: 7, name: 'head' }),
    ],
  });
  const x = tf.input({ shape: [10] });
  const hidden = tf.layers
    .dense({ units: 11, name: 'hidden', activation: 'tanh' })
    .apply(x) as tf.SymbolicTensor;
  const y = tf.layers.dense({ units: 3, name: 'out' }).apply(hidden) as tf.SymbolicTensor;
  const dense = tf.model({ inputs: x, outputs: y, name: 'dense-net' });
  await saveModel(join(folder, 'conv'), conv);
  await saveModel(join(folder, 'dense'), dense);
  await writeModel(join(folder, 'loop-a'), artifactsOf(loopAndBranch(2, 8, 5, true)));
  await writeModel(join(folder, 'loop-b'), artifactsOf(loopAndBranch(3, 4, 3, false)));
  await writeModel(join(folder, 'plain'), artifactsOf(TWO_PRODUCTS));
  conv.dispose();
  dense.dispose();
}

const text = (path: string): Promise<string> => readFile(path, 'utf8');

const bundle = (): Promise<string> => oneScript('test/attach/site/run.mjs', { format: 'es' });

export interface Site {
  readonly url: string;
  /** Folders of its models, by name. */
  readonly models: string;
  /** What was said since the last call, the oldest first. */
  takeSeen(): readonly Seen[];
  close(): Promise<void>;
}

/** @param folder for its models */
export async function startSite(folder: string): Promise<Site> {
  await writeModels(folder);
  const live = await text(await cachedLive('live.js'));
  const files: Record<string, string> = {
    ...PAGES,
    '/run.js': await bundle(),
    '/idle.js': IDLE,
    '/service.js': 'addEventListener("fetch", () => {});',
    '/live.js': live,
    '/live-report.js': await text(await cachedLive('live-report.js')),
    '/alone/live.js': live,
    '/own.js': await text(join(ROOT, 'test/attach/site/own.mjs')),
    '/classic.js': CLASSIC,
    '/lacking.js': LACKING,
    '/tf.js': await text(join(ROOT, 'node_modules/@tensorflow/tfjs/dist/tf.min.js')),
  };
  let seen: Seen[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/state') {
      let text = '';
      request.on('data', (part: Buffer) => (text += part.toString()));
      request.on('end', () => {
        seen.push(...(JSON.parse(text) as Seen[]));
        response.end();
      });
      return;
    }
    const isPage = pathname === '/' || pathname.endsWith('.html');
    response.setHeader(
      'content-type',
      isPage ? 'text/html' : (TYPES[extname(pathname)] ?? 'application/octet-stream'),
    );
    // tfjs as one classic script makes functions of texts.
    const policy = POLICIES[pathname] ?? POLICY;
    const isClassic = pathname === '/classic.html' || pathname === '/lacking.html';
    if (!isClassic) response.setHeader('content-security-policy', policy);
    const held = files[pathname];
    const [, root, path] = /^\/(models|wasm|package)\/(.*)/.exec(pathname) ?? [];
    if (held !== undefined) response.end(held);
    else
      readFile(join({ wasm: WASM, package: PACKAGE }[root!] ?? folder, path ?? 'none')).then(
        (bytes) => response.end(bytes),
        () => response.writeHead(404).end(),
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    models: folder,
    takeSeen() {
      const taken = seen;
      seen = [];
      return taken;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
