/** @file Browsers on the command line: profiles, refusals, and the list of backends. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { STARTS } from '../../../src/backends/start.ts';
import { chromiumArgs, findChromium } from '../../../src/backends/chromium/find.ts';
import {
  CHROMIUM_NAMES,
  isChromiumName,
  pageBackendOf,
  PAGE_BACKENDS,
} from '../../../src/backends/chromium/task.ts';
import { runHere, type Outcome } from '../../cli/run.ts';
import { whyNoChromium } from '../../support/chromium.ts';
import { mustSkip } from '../../support/required.ts';

const SMALL = ['mobilenet-v2', '--image-size', '32', '--classes', '10'];
const NOWHERE = { CHROME_PATH: '/no/such/browser' };

afterEach(() => void vi.unstubAllEnvs());

/** In this process: what starts browsers reads its environment. */
function run(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  return runHere(words, env);
}

describe('names', () => {
  it('are those of the page with a prefix', () => {
    expect(CHROMIUM_NAMES.map(pageBackendOf)).toEqual(PAGE_BACKENDS);
    expect(CHROMIUM_NAMES.every(isChromiumName)).toBe(true);
    expect(['cpu', 'chromium', 'chromium/', 'chromium/metal', 'firefox/cpu'].some(isChromiumName)).toBe(
      false,
    );
  });
});

describe('finding a browser', () => {
  it('obeys CHROME_PATH alone where it is set', () => {
    expect(findChromium({ CHROME_PATH: process.execPath, PATH: '' })).toEqual({ path: process.execPath });
    expect(findChromium({ CHROME_PATH: '/no/such', PATH: process.env['PATH'] })).toHaveProperty('why');
  });

  it('leaves the choice of a renderer to the user who makes one', () => {
    const flag = '--use-angle=';
    const chosen = chromiumArgs({ TFJS_FLOPS_CHROMIUM_ARGS: ` ${flag}vulkan  --foo ` });
    expect(chosen.filter((arg) => arg.startsWith(flag))).toEqual([`${flag}vulkan`]);
    expect(chosen).toContain('--foo');
    expect(chosen).not.toContain('');
    expect(chromiumArgs({})).toContain('--enable-unsafe-webgpu');
  });
});

describe('mistakes', () => {
  it.each([
    [
      ['profile', ...SMALL, '--backend', 'chromium/webgl'],
      /CHROME_PATH names .*, where no program is/,
      NOWHERE,
    ],
    [
      ['why', ...SMALL.slice(0, 1), 'stem', ...SMALL.slice(1), '--backend', 'chromium/cpu'],
      /no program is/,
      NOWHERE,
    ],
    [['profile', 'mobilenet-v9', '--backend', 'chromium/cpu'], /no model "mobilenet-v9"/, NOWHERE],
    [
      ['profile', 'scripts/build.ts', '--backend', 'chromium/cpu'],
      /is a module, which runs in Node/,
      NOWHERE,
    ],
    [['profile', '/no/such/model.json', '--backend', 'chromium/cpu'], /no\/such/, NOWHERE],
    [['validate', '--backend', 'chromium/wasm'], /this command runs in Node/, NOWHERE],
    [
      ['profile', ...SMALL, '--backend', 'chromium'],
      /is not one of: .*chromium\/webgl, chromium\/webgpu/,
      NOWHERE,
    ],
  ])('%j: one sentence on stderr, nothing on stdout, code 2', async (words, message, env) => {
    const { code, out, err } = await run(words, env);
    expect(err).toMatch(message);
    expect(err).toMatch(/^error: [^\n]+\n$/);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });
});

describe('backends', () => {
  it('says how to install a browser that is missing', async () => {
    const { code, out, err } = await run(['backends'], { ...NOWHERE, COLUMNS: '120' });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const { name } of STARTS) expect(out).toMatch(new RegExp(`^${name} +(?:yes|no) `, 'm'));
    for (const name of CHROMIUM_NAMES) expect(out).toMatch(new RegExp(`^${name} +no `, 'm'));
    expect(out).toMatch(/chromium\/\* +CHROME_PATH names[^]*run: unset CHROME_PATH/);
  });
});

describe.skipIf(mustSkip('chromium', whyNoChromium()))('with a browser', () => {
  it('backends has all four, with the clock and what they run on', async () => {
    const { code, out } = await run(['backends'], { COLUMNS: '100' });
    expect(code).toBe(0);
    for (const name of CHROMIUM_NAMES)
      expect(out).toMatch(new RegExp(`^${name} +yes +Chromium [\\d.]+ +(?:host, 5 µs|GPU|waits|whole)`, 'm'));
    expect(out).toMatch(/^ {2}chromium\/webgl +\w/m);
  });

  it('profile prints a table and nothing else, with instructions on wasm', async () => {
    const words = ['profile', ...SMALL, '--runs', '1', '--backend', 'chromium/wasm', '--executed'];
    const { code, out, err } = await run(words);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^MobileNetV2 1\.0 · 1×32×32×3 · chromium\/wasm/);
    expect(out).toContain('residual 0');
    expect(out).toMatch(/Chromium [\d.]+/);
  });

  it('a GPU has no instructions to count', async () => {
    const { code, out, err } = await run(['profile', ...SMALL, '--backend', 'chromium/webgl', '--executed']);
    expect(err).toMatch(/^error: [^\n]*inside the wasm backend, but webgl is active[^\n]*\n$/);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });
});
