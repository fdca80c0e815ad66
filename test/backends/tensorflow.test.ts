/** @file tfjs-node as an optional peer: found, quiet, on the same engine; a clear sentence where it is missing. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { complaintIn } from '../../scripts/tfjs-node/run.ts';
import { statusIn, tensorflow } from '../../src/backends/tensorflow/start.ts';
import { cacheFolder, findTfjsNode, packageIn, TFJS_NODE } from '../../src/backends/tensorflow/package.ts';
import { mustSkip } from '../support/required.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'tfjs-flops-tensorflow-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const status = await tensorflow.status();
const folder = findTfjsNode();

/** Runs TypeScript in the clone, in a process of its own. */
const execute = promisify(execFile);
const tsx = (...args: string[]): Promise<{ stdout: string; stderr: string }> =>
  execute(process.execPath, ['--import', 'tsx', ...args], { cwd: ROOT });

describe('where tfjs-node lies', () => {
  const project = join(scratch, 'project');
  const from = pathToFileURL(join(project, 'main.js')).href;
  const install = (within: string): void => {
    mkdirSync(packageIn(within), { recursive: true });
    writeFileSync(join(packageIn(within), 'package.json'), JSON.stringify(TFJS_NODE));
  };

  it('is nowhere, then the cache, then node_modules before the cache', () => {
    mkdirSync(project);
    vi.stubEnv('XDG_CACHE_HOME', join(scratch, 'cache'));
    try {
      expect(findTfjsNode(from)).toBe(null);
      install(cacheFolder());
      expect(findTfjsNode(from)).toBe(packageIn(cacheFolder()));
      install(project);
      expect(findTfjsNode(from)).toBe(packageIn(project));
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it('is a cache by kind of Node; a relative XDG_CACHE_HOME counts as none', () => {
    const home = cacheFolder();
    expect(home).toContain(`node${process.versions.modules}-${process.platform}-${process.arch}`);
    vi.stubEnv('XDG_CACHE_HOME', 'relative');
    const relative = cacheFolder();
    vi.stubEnv('XDG_CACHE_HOME', '');
    expect(cacheFolder()).toBe(relative);
    vi.unstubAllEnvs();
  });
});

const inNodeModules = folder !== null && folder !== packageIn(cacheFolder());
if (inNodeModules) console.log('without tfjs-node: skipped, node_modules has it');

it.skipIf(inNodeModules)('without it: the reason and the command, from status and from start', async () => {
  vi.stubEnv('XDG_CACHE_HOME', join(scratch, 'empty'));
  try {
    const [why, command] = ['tfjs-node is not installed', 'npm run setup:tfjs-node'];
    expect(await tensorflow.status()).toEqual({ available: false, why, command });
    await expect(tensorflow.start()).rejects.toMatchObject({
      code: 'unknown-backend',
      message: `The tensorflow backend is not available: ${why}. Run: ${command}`,
    });
  } finally {
    vi.unstubAllEnvs();
  }
});

it('a program is reported with its first error, else with its last word', () => {
  const said: Readonly<Record<string, string>> = {
    'npm error code 1\nnode:events:502\n\nError: getaddrinfo ENOTFOUND host.example\n    at x (y:1:2)\n':
      'getaddrinfo ENOTFOUND host.example',
    'npm error code E404\nnpm error 404 Not Found - GET https://host.example/x\nnpm error 404\n':
      '404 Not Found - GET https://host.example/x',
    'npm error code ECONNREFUSED\nnpm error errno ECONNREFUSED\nnpm error FetchError: request to x failed\n':
      'request to x failed',
    'npm error code ENOENT\nnpm error A complete log of this run can be found in: /x.log\n':
      'A complete log of this run can be found in: /x.log',
    'Looking in links: /x\nERROR: No matching distribution found for tensorflow-cpu==0\n':
      'No matching distribution found for tensorflow-cpu==0',
    '../binding/a.cc:3:10: fatal error: c_api.h: No such file\ngyp ERR! stack Error: `make` failed\n':
      'c_api.h: No such file',
    'one\ntwo.\n': 'two',
    '': 'it said nothing',
  };
  for (const [output, complaint] of Object.entries(said)) expect(complaintIn(output)).toBe(complaint);
});

describe.skipIf(mustSkip('tensorflow', status.available ? null : status.why))('tensorflow', () => {
  it('says its versions', () => {
    const libtensorflow = expect.stringMatching(/^2\.\d+\.\d+$/) as unknown;
    expect(status).toEqual({ available: true, info: { tfjsNode: TFJS_NODE.version, libtensorflow } });
  });

  it('starts without a word on the console, with the tfjs that is there', async () => {
    const script = join(scratch, 'start.mts');
    const url = (path: string): string => new URL(path, import.meta.url).href;
    writeFileSync(
      script,
      `
      import * as tf from '${pathToFileURL(createRequire(import.meta.url).resolve('@tensorflow/tfjs')).href}';
      import { startBackend } from '${url('../../src/backends/start.ts')}';
      const before = tf.engine();
      const info = await startBackend('tensorflow');
      const ones = tf.ones([64, 64]);
      const product = tf.fused.matMul({ a: ones, b: ones, activation: 'relu' });
      // topk calls what Node took out of util.
      const largest = tf.topk(ones, 1).values;
      const oneEngine = tf.engine() === before && product instanceof tf.Tensor;
      console.log(JSON.stringify({ info, backend: tf.getBackend(), oneEngine, element: product.dataSync()[0], largest: largest.dataSync()[0] }));
    `,
    );
    const { stdout, stderr } = await tsx(script);
    expect(stderr).toBe('');
    const info = status.available && status.info;
    expect(JSON.parse(stdout)).toEqual({
      info,
      backend: 'tensorflow',
      oneEngine: true,
      element: 64,
      largest: 1,
    });
  });

  it.skipIf(inNodeModules)('setup finds it ready', async () => {
    const { stdout } = await tsx('scripts/setup-tfjs-node.ts');
    expect(stdout).toMatch(
      /^setup:tfjs-node: tfjs-node 4\.\d+\.\d+ with libtensorflow 2\.\d+\.\d+ is ready in /,
    );
    expect(stdout.endsWith(` is ready in ${cacheFolder()}.\n`)).toBe(true);
  });

  const preGypOf = (copy: string): string => join(copy, '..', '..', '@mapbox', 'node-pre-gyp');

  /** A copy of the package without its libraries; what it requires lies where it did. */
  function copyTo(name: string): string {
    const copy = packageIn(join(scratch, name));
    const isOwn = (path: string): boolean => !/^.(?:deps|node_modules)$/.test(path.slice(folder!.length));
    cpSync(folder!, copy, { recursive: true, filter: isOwn });
    mkdirSync(join(preGypOf(copy), '..'));
    const preGyp = createRequire(join(folder!, 'package.json')).resolve('@mapbox/node-pre-gyp/package.json');
    symlinkSync(join(preGyp, '..'), preGypOf(copy));
    return copy;
  }

  const addonOf = (copy: string): string => {
    const lib = join(copy, 'lib');
    const [built = ''] = readdirSync(lib);
    return join(lib, built, 'tfjs_binding.node');
  };

  const BROKEN: Readonly<Record<string, readonly [spoil: (copy: string) => void, why: RegExp]>> = {
    'no-addon': [(copy) => rmSync(addonOf(copy)), /^Cannot find module '.*tfjs_binding\.node'$/],
    'no-library': [() => {}, /^libtensorflow\S*: cannot open shared object file: No such file or directory$/],
    'another-kind-of-addon': [
      (copy) => writeFileSync(addonOf(copy), 'MZ'.padEnd(4096)),
      /tfjs_binding\.node: invalid ELF header$/,
    ],
    crash: [
      (copy) => {
        rmSync(preGypOf(copy));
        mkdirSync(preGypOf(copy));
        writeFileSync(join(preGypOf(copy), 'index.js'), 'process.abort()');
      },
      /^Node ended with SIGABRT$/,
    ],
  };

  // The reasons are those of Linux's loader.
  it.skipIf(process.platform !== 'linux')(
    'installed but not loadable: the first line of the reason',
    async () => {
      const reported = Object.entries(BROKEN).map(async ([name, [spoil, reason]]) => {
        const copy = copyTo(name);
        spoil(copy);
        const found = await statusIn(copy);
        const [, why] = found.available ? [] : found.why.split(`tfjs-node in ${copy} does not load: `);
        expect(why, name).toMatch(reason);
        expect(found).toMatchObject({ command: 'npm rebuild @tensorflow/tfjs-node' });
      });
      const { length } = await Promise.all(reported);
      console.log(`broken installs of tfjs-node reported: ${length} of ${Object.keys(BROKEN).length}`);
    },
  );
});
