/** @file `compare` from outside: what it refuses before anything runs, what it prints, its exit codes. */
import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/core/comparison.ts';
import { runHere } from './run.ts';

const SMALL = ['--image-size', '32', '--classes', '10', '--runs', '0'];

describe('mistakes', () => {
  it.each([
    [[], /compare needs a MODEL/],
    [['mobilenet-v2'], /two models, or one and --backends wasm,cpu; got one model/],
    [['a', 'b', 'c'], /two models, got 3/],
    [['a', 'b', '--backends', 'wasm,cpu'], /--backends goes with one model, got two/],
    [['a', '--backends', 'wasm,cpu', '--backend', 'cpu'], /--backend and --backends exclude each other/],
    [['a', '--backends', 'wasm'], /--backends wasm names one backend/],
    [['a', '--backends', 'wasm,gpu'], /--backends gpu is not one of: wasm, cpu, .*chromium\/webgl/],
    [['a', '--backends', ''], /--backends '' is not one of/],
    [['mobilenetv2', '--backends', 'wasm,cpu'], /no model "mobilenetv2"/],
    [['mobilenet-v2', 'mobilenetv2'], /no model "mobilenetv2"/],
    [['mobilenet-v2', 'mobilenet-v1', '--seconds', '0'], /--seconds 0 is not a positive integer/],
    [['mobilenet-v2', 'mobilenet-v1', '--by', 'kernel'], /--by does not apply here/],
    [['mobilenet-v2', 'mobilenet-v1', '--json', '/no/such/x.json'], /cannot be written/],
  ])('%j: one sentence on stderr, nothing on stdout, code 2', async (words, message) => {
    const { code, out, err } = await runHere(['compare', ...words]);
    expect(err).toMatch(message);
    expect(err).toMatch(/^error: [^\n]+\n$/);
    expect(err).not.toContain('not expected');
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });
});

it('one model on two backends', async () => {
  const { code, out, err } = await runHere(['compare', 'mobilenet-v2', '--backends', 'wasm,cpu', ...SMALL]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^MobileNetV2 1\.0 · 1×32×32×3 · wasm, cpu · tfjs 4\.22\.0/);
  expect(out).toMatch(/counts +multiply-adds equal in \d+ layers/);
});

it('a model and itself, as JSON', async () => {
  const words = ['compare', 'mobilenet-v1', 'mobilenet-v1', ...SMALL, '--json', '-'];
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
