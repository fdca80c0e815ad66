/** @file `compare` from outside: what it refuses before anything runs, what it prints, its exit codes. */
import { describe, expect, it } from 'vitest';
import { runCompare } from '../../src/cli/compare.ts';
import { parse } from '../../src/cli/parse.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { TfjsFlopsError } from '../../src/core/errors.ts';
import type { Comparison } from '../../src/core/comparison.ts';
import { run } from './run.ts';

const SMALL = ['--image-size', '32', '--classes', '10', '--runs', '0'];

/** Here, without a process of its own. */
async function runHere(words: readonly string[]): Promise<{ code: 0 | 1; out: string }> {
  let out = '';
  const terminal: Terminal = {
    width: 95,
    color: false,
    print: (text) => void (out += text),
    progress: () => {},
  };
  const { operands, flags } = parse(['compare', ...words]);
  return { code: await runCompare(operands, flags, terminal), out };
}

describe('mistakes', () => {
  it.each([
    [[], /compare needs a MODEL/],
    [['mobilenet-v2'], /two models, or one and --backends wasm,cpu; one model came/],
    [['a', 'b', 'c'], /two models, 3 came/],
    [['a', 'b', '--backends', 'wasm,cpu'], /--backends goes with one model, but two came/],
    [['a', '--backends', 'wasm,cpu', '--backend', 'cpu'], /--backend and --backends both came/],
    [['a', '--backends', 'wasm'], /--backends wasm names one backend/],
    [['a', '--backends', 'wasm,gpu'], /--backends gpu is not one of: wasm, cpu, .*chromium\/webgl/],
    [['a', '--backends', ''], /--backends {2}is not one of/],
    [['mobilenetv2', '--backends', 'wasm,cpu'], /no model "mobilenetv2"/],
    [['mobilenet-v2', 'mobilenetv2'], /no model "mobilenetv2"/],
    [['mobilenet-v2', 'mobilenet-v1', '--seconds', '0'], /--seconds 0 is not a positive integer/],
    [['mobilenet-v2', 'mobilenet-v1', '--by', 'kernel'], /--by does not apply here/],
    [['mobilenet-v2', 'mobilenet-v1', '--json', '/no/such/x.json'], /cannot be written/],
  ])('%j', async (words, message) => {
    const failed = runHere(words);
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.toBeInstanceOf(TfjsFlopsError);
  });

  it('are one sentence on stderr and code 2', () => {
    const { code, out, err } = run(['compare', 'mobilenet-v2']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^error: [^\n]+\n$/);
  });
});

it('one model on two backends, from a shell', () => {
  const { code, out, err } = run(['compare', 'mobilenet-v2', '--backends', 'wasm,cpu', ...SMALL]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^MobileNetV2 1\.0 · 1×32×32×3 · wasm, cpu · tfjs 4\.22\.0/);
  expect(out).toMatch(/counts +multiply-adds equal in \d+ layers/);
});

it('a model and itself, as JSON', async () => {
  const words = ['mobilenet-v1', 'mobilenet-v1', ...SMALL, '--json', '-'];
  const { code, out } = await runHere(words);
  expect(code).toBe(0);
  const comparison = JSON.parse(out) as Comparison;
  expect(comparison).toMatchObject({
    schemaVersion: 1,
    of: 'models',
    agreement: null,
    kernelDifferences: [],
  });
  const [a, b] = comparison.candidates.map(({ report }) => report.total.counted);
  expect(b).toEqual(a);
});
