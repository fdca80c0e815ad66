/**
 * @file Packages that people use, in a page that keeps their models to itself, recorded by the script for the console. From npm,
 * so with `npm run test:large` alone; with models of ours, since npm has no weights of theirs.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cachedLive } from '../../../scripts/live-script.ts';
import { oneScript } from '../../../scripts/one-script.ts';
import { chromiumArgs, findChromium } from '../../../src/backends/chromium/find.ts';
import { useBackend } from '../../support/backend.ts';
import { whyNoChromium } from '../../support/chromium.ts';
import { artifactsOf } from '../../support/graph-def.ts';
import { isLarge } from '../../support/large.ts';
import { published } from '../../support/registry.ts';
import { mustSkip } from '../../support/required.ts';
import { saveModel, writeModel } from '../../support/save-model.ts';
import { graphOf, productsOf } from './models.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const ORIGIN = 'http://app.test/';

const PACKAGES = {
  blazeface: '0.1.0',
  'body-segmentation': '1.0.2',
  'coco-ssd': '2.2.3',
  'speech-commands': '0.5.4',
};

const GRAPHS = {
  blazeface: { image: [1, 128, 128, 3], type: 'DT_FLOAT', outputs: [[1, 896, 17]] },
  'coco-ssd': {
    image: [1, 300, 300, 3],
    type: 'DT_INT32',
    outputs: [
      [1, 10, 90],
      [1, 10, 1, 4],
    ],
  },
  'body-segmentation': { image: [1, 256, 256, 3], type: 'DT_FLOAT', outputs: [[1, 256, 256, 2]] },
} as const;

const outputsOf = (shapes: readonly (readonly number[])[]) =>
  shapes.map((shape, i) => ({ name: `out${i}`, shape }));

/** What the script says in the page: plain data of its reports. */
const recordFor = (
  seconds: number,
): string => `tfjsFlops.record({ passes: 2, seconds: ${seconds} }).then(({ reports, notes }) => ({
  notes,
  models: reports.map(({ model, total, layers, entries, scopes }) => ({
    model,
    multiplyAdds: total.counted.multiplyAdds,
    residual: total.residual,
    outside: entries.filter(({ scope }) => scopes[scope].kind === 'root').length,
    rows: layers.filter(({ kind }) => kind === 'layer').map(({ path }) => path.join('/')),
  })),
}))`;

describe.skipIf(!isLarge || mustSkip('chromium', whyNoChromium()))('a page with', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tfjs-flops-'));
  let browser: Browser;
  let app: string;
  let live: string;
  let why: string | null = null;

  async function bundled(): Promise<string> {
    const alias: Record<string, string> = {};
    for (const [name, version] of Object.entries(PACKAGES)) {
      const got = published(`@tensorflow-models/${name}@${version}`);
      if ('why' in got) throw new Error((why = got.why));
      alias[`@tensorflow-models/${name}`] = got.folder;
    }
    return oneScript('test/live/packages/app.mjs', { format: 'es' }, [
      {
        name: 'packages',
        enforce: 'pre',
        resolveId(id, importer) {
          if (alias[id] !== undefined) return this.resolve(`${alias[id]}/`, importer);
          // Theirs is ours, wherever they lie; what is of mediapipe's own runtime is not run.
          if (id.startsWith('@tensorflow/')) return this.resolve(id, join(ROOT, 'package.json'));
          return id.startsWith('@mediapipe/') ? id : null;
        },
        load: (id) => (id.startsWith('@mediapipe/') ? 'export const SelfieSegmentation = null;' : null),
      },
    ]);
  }

  beforeAll(async () => {
    const tf = await useBackend('cpu');
    for (const [name, { image, type, outputs }] of Object.entries(GRAPHS))
      await writeModel(join(folder, name), artifactsOf(graphOf(image, type, outputsOf(outputs))));
    const { layers } = tf;
    const speech = tf.sequential({
      layers: [
        layers.maxPooling2d({ poolSize: 4, inputShape: [43, 232, 1] }),
        layers.conv2d({ filters: 3, kernelSize: [2, 4], name: 'listen' }),
        layers.flatten(),
        layers.dense({ units: 3, activation: 'softmax', name: 'words' }),
      ],
    });
    await saveModel(join(folder, 'speech-commands'), speech);
    speech.dispose();
    app = await bundled().catch((error: Error) => {
      if (why === null) throw error;
      return '';
    });
    live = readFileSync(await cachedLive(), 'utf8');
    const found = findChromium();
    browser = await chromium.launch({
      executablePath: 'path' in found ? found.path : '',
      args: [...chromiumArgs()],
      chromiumSandbox: process.getuid?.() !== 0,
    });
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  async function opened(role: string): Promise<Page> {
    const page = await browser.newPage();
    await page.route(`${ORIGIN}**`, (route) => {
      const path = new URL(route.request().url()).pathname.slice(1);
      if (path === '')
        return route.fulfill({
          contentType: 'text/html',
          body: '<!doctype html><body><script type="module" src="app.js"></script></body>',
        });
      if (path === 'app.js') return route.fulfill({ contentType: 'text/javascript', body: app });
      if (path.endsWith('metadata.json'))
        return route.fulfill({ json: { wordLabels: ['a', 'b', 'c'], frameSize: 232 } });
      return route.fulfill({ body: readFileSync(join(folder, path.replace('models/', ''))) });
    });
    await page.goto(`${ORIGIN}?role=${role}`);
    await expect
      .poll(() => page.evaluate('Number(document.body.dataset.calls)'), { timeout: 30_000 })
      .toBeGreaterThan(0);
    return page;
  }

  const said = async (role: string, seconds = 20): Promise<unknown> => {
    const page = await opened(role);
    try {
      return await page.evaluate(`(async () => { ${live}; return ${recordFor(seconds)}; })()`);
    } finally {
      await page.close();
    }
  };

  it.for(Object.entries(GRAPHS))(
    '%s has its graph found and recorded',
    async ([role, { outputs }], context) => {
      if (why !== null) context.skip(why);
      expect(await said(role)).toMatchObject({
        models: [
          {
            model: role,
            multiplyAdds: outputsOf(outputs).reduce((sum, output) => sum + productsOf(output), 0),
            residual: 0,
            outside: 0,
          },
        ],
      });
    },
  );

  it('speech-commands has its layers found by their variables', async (context) => {
    if (why !== null) context.skip(why);
    expect(await said('speech-commands', 2)).toMatchObject({
      models: [{ model: 'page', residual: null, rows: ['listen', 'words'] }],
    });
  });
});
