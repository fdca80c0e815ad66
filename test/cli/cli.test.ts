/** @file The command line from outside: help, mistakes, exit codes, streams. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { FLAGS } from '../../src/cli/flags.ts';
import { MAIN, run, TSX } from './run.ts';

const SMALL = ['mobilenet-v2', '--image-size', '32', '--classes', '10'];

const loads = (words: readonly string[]): boolean =>
  run(words, { NODE_DEBUG: 'module' }).err.includes('@tensorflow');

describe('--help', () => {
  const help = run(['--help']);

  it('prints every command and flag there is, and succeeds', () => {
    expect(help).toMatchObject({ code: 0, err: '' });
    for (const { name, operands } of COMMANDS) expect(help.out).toContain(`  ${name} ${operands}`.trimEnd());
    for (const flag of Object.keys(FLAGS)) expect(help.out).toContain(`--${flag}`);
    for (const line of help.out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
  });

  it('is the same beside a command, and as -h', () => {
    expect(run(['profile', '--help']).out).toBe(help.out);
    expect(run(['-h']).out).toBe(help.out);
  });

  it('does not load tfjs, which commands do', () => {
    expect(loads(['--help'])).toBe(false);
    expect(loads(['models'])).toBe(true);
  });

  it('goes to stderr as a failure where no command came', () => {
    expect(run([])).toMatchObject({ code: 2, out: '', err: help.out });
  });
});

it('--version prints that of package.json', async () => {
  const file = new URL('../../package.json', import.meta.url);
  const { version } = JSON.parse(await readFile(file, 'utf8')) as { version: string };
  expect(run(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
});

describe('mistakes', () => {
  it.each([
    [['profle', 'x'], /no command "profle"\. Did you mean profile\?/],
    [['profile'], /profile needs a MODEL: .*tfjs-flops models/],
    [['why', 'mobilenet-v2'], /why needs a LAYER: .*--depth all/],
    [['why', 'mobilenet-v2', 'stem', 'top'], /why takes no "top"/],
    [['models', 'x'], /models takes no "x"/],
    [['validate', '--cases', '5'], /--cases goes with --kernels/],
    [['validate', '--kernels', '--backend', 'cpu'], /--kernels counts inside the wasm backend/],
    [
      ['profile', 'mobilenet-v2', '--image-size', '32', '--backend', 'cpu', '--executed'],
      /counted inside the wasm backend, but cpu is active/,
    ],
    [['models', '--runs', '3'], /--runs does not apply here/],
    [['profile', 'mobilenetv2'], /no model "mobilenetv2".*Did you mean mobilenet-v2\?/],
    [['profile', 'mobilenet-v2', '--bach', '2'], /no flag "--bach"\. Did you mean --batch\?/],
    [['profile', 'mobilenet-v2', '--batch'], /--batch needs a value: --batch N/],
    [['profile', 'mobilenet-v2', '--batch', '0'], /--batch 0 is not a positive integer/],
    [['profile', 'mobilenet-v2', '--batch', '-1'], /--batch -1 is not a positive integer/],
    [['profile', 'mobilenet-v2', '--batch=2.5'], /--batch 2\.5 is not a positive integer/],
    [['profile', 'mobilenet-v2', '--classes', '0'], /--classes 0 is not a positive integer/],
    [['profile', 'mobilenet-v2', '--image-size', '-8'], /--image-size -8 is not a positive integer/],
    [['profile', 'mobilenet-v2', '--runs', '-1'], /--runs -1 is not an integer from 0 up/],
    [['profile', 'mobilenet-v2', '--seed', 'x'], /--seed x is not an integer from 0 up/],
    [['profile', 'mobilenet-v2', '--depth', '0'], /--depth 0 is not a positive integer/],
    [['profile', 'mobilenet-v2', '--by', 'call'], /--by call is not one of: layer, kernel/],
    [['profile', 'mobilenet-v2', '--weights', 'no'], /--weights no is not one of: fill, seeded/],
    [['profile', 'mobilenet-v2', '--backend', 'gpu'], /--backend gpu is not one of: wasm, cpu/],
    [['profile', 'deit-ti16', '--image-size', '225'], /--image-size 225 is not a multiple of .*224, 240/],
    [['profile', 'mobilenet-v2', 'resnet18', '--json', 'x.json'], /--json holds one report/],
    [['profile', 'mobilenet-v2', '--json', '/no/such/folder/x.json'], /cannot be written/],
    [['profile', 'mobilenet-v2', '--json', '/tmp'], /--json \/tmp is a folder/],
    [['why', '/no/such/report.json', 'stem'], /cannot be read/],
    [['why', 'package.json', 'stem'], /package\.json is not a report of schemaVersion 1/],
    [['why', ...SMALL.slice(0, 1), 'stem.cnv', ...SMALL.slice(1)], /no layer "stem\.cnv".*stem\.conv/],
  ])('%j: one sentence on stderr, nothing on stdout, code 2', (words, message) => {
    const { code, out, err } = run(words);
    expect(err).toMatch(message);
    expect(err).toMatch(/^error: [^\n]+\n$/);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  it('show their stack with --debug only', () => {
    expect(run(['profile', 'x', '--debug']).err).toMatch(/\n +at /);
  });
});

describe('streams', () => {
  it.each(['wasm', 'cpu'])('%s: the result on stdout, silence on stderr, no colour', (backend) => {
    const { code, out, err } = run(['profile', ...SMALL, '--runs', '1', '--backend', backend]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(new RegExp(`^MobileNetV2 1\\.0 · 1×32×32×3 · ${backend}`));
    expect(out).toContain('residual 0');
    expect(out).toContain('tfjs-flops why mobilenet-v2 ');
    expect(out).not.toContain('\u001B');
  });

  it('obey FORCE_COLOR, NO_COLOR and COLUMNS', () => {
    const table = ['profile', ...SMALL, '--runs', '0'];
    expect(run(table, { FORCE_COLOR: '1' }).out).toContain('\u001B[1m');
    expect(run(table, { NO_COLOR: '1' }).out).not.toContain('\u001B');
    const narrow = run(table, { COLUMNS: '60' }).out.split('\n');
    expect(Math.max(...narrow.map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  it('bear a reader that leaves early', () => {
    const script = `'${TSX}' '${MAIN}' profile ${SMALL.join(' ')} --runs 0 --json - | head -c 10`;
    expect(run(['-c', script], {}, 'sh')).toEqual({ code: 0, out: '{\n "schema', err: '' });
  });
});

it('profiles several models in turn, by kernel too', () => {
  const { code, out } = run(['profile', 'mobilenet-v2', 'mobilenet-v1', ...SMALL.slice(1), '--runs', '0']);
  expect(code).toBe(0);
  expect(out).toMatch(/^MobileNetV2[^]*\n\nMobileNetV1/);
  expect(run(['profile', ...SMALL, '--runs', '0', '--by', 'kernel']).out).toMatch(/^Kernel +Calls/m);
});
