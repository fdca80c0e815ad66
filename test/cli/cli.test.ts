/** @file The command line from outside: help, mistakes, exit codes, streams. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { dashed, operandText, type Flags } from '../../src/cli/command.ts';
import { COMMANDS } from '../../src/cli/commands/all.ts';
import { EVERYWHERE } from '../../src/cli/flags.ts';
import { MAIN, run } from './process.ts';
import { runHere } from './run.ts';

const SMALL = ['mobilenet-v2', '--image-size', '32', '--classes', '10'];

const loads = (words: readonly string[]): boolean =>
  run(words, { NODE_DEBUG: 'module' }).err.includes('@tensorflow');

const CLEAR = '\r\u001B[K';

const WIDTH = 95;
const isNarrow = (text: string): void => {
  for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(WIDTH);
};

describe('--help', () => {
  it('prints every command with a line on it, and succeeds', async () => {
    const help = await runHere(['--help']);
    expect(help).toMatchObject({ code: 0, err: '' });
    for (const { name, operands, summary } of COMMANDS) {
      const words = [name, ...operands.map(operandText)].join(' ');
      expect(
        help.out.split('\n').some((line) => line.startsWith(`  ${words} `) && line.endsWith(summary)),
      ).toBe(true);
    }
    for (const flag of Object.keys(EVERYWHERE)) expect(help.out).toContain(dashed(flag));
    expect(help.out).toContain('tfjs-flops COMMAND --help');
    isNarrow(help.out);
  });

  it('is the same as -h and as a word, of a command too', async () => {
    const help = await runHere(['--help']);
    expect(await runHere(['-h'])).toEqual(help);
    expect(await runHere(['help'])).toEqual(help);
    const ofProfile = await runHere(['profile', '--help']);
    expect(ofProfile.out).not.toBe(help.out);
    for (const words of [
      ['help', 'profile'],
      ['profile', '-h'],
      ['profile', 'x', '--batch', '2', '--help'],
    ])
      expect(await runHere(words)).toEqual(ofProfile);
  });

  it.each(COMMANDS.map((command) => [command.name, command] as const))(
    '%s prints its own operands and flags and no others, each with one plain line',
    async (name, { operands, summary, flags }) => {
      const { code, out, err } = await runHere([name, '--help']);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toMatch(new RegExp(`^tfjs-flops ${name}\\b`));
      expect(out).toContain(summary);
      for (const operand of operands)
        expect(out).toMatch(new RegExp(`^  \\[?${operand.name}(\\.\\.\\.)?\\]? +\\w`, 'm'));
      const all: Flags = { ...flags, ...EVERYWHERE };
      const own = Object.entries(all).map(
        ([flag, { takes }]) => `${dashed(flag)}${takes === null ? '' : ` ${takes}`}`,
      );
      const printed = [...out.matchAll(/^ {2}(--\S+(?: \S+)?) {2,}\S.*$/gm)].map(([, flag]) => flag);
      expect(printed).toEqual(own);
      for (const [flag, { says }] of Object.entries(all))
        expect(
          out.split('\n').filter((line) => line.includes(`  ${dashed(flag)}`) && line.endsWith(says)),
        ).toHaveLength(1);
      isNarrow(out);
    },
  );

  it('does not load tfjs, which commands do', () => {
    expect(loads(['--help'])).toBe(false);
    expect(loads(['profile', '--help'])).toBe(false);
    expect(loads(['models'])).toBe(true);
  });

  it('goes to stderr as a failure where no command is given', async () => {
    const { out } = await runHere(['--help']);
    expect(await runHere([])).toEqual({ code: 2, out: '', err: out });
  });
});

it('--version prints that of package.json', async () => {
  const file = new URL('../../package.json', import.meta.url);
  const { version } = JSON.parse(await readFile(file, 'utf8')) as { version: string };
  const printed = { code: 0, out: `${version}\n`, err: '' };
  expect(run(['--version'])).toEqual(printed);
  expect(await runHere(['version'])).toEqual(printed);
});

describe('mistakes', () => {
  it.each([
    [['profle', 'x'], /no command "profle"\. Did you mean profile\?/],
    [['profile'], /profile needs a MODEL: .*tfjs-flops models/],
    [['help', 'profle'], /no command "profle"\. Did you mean profile\?/],
    [['helo'], /no command "helo"\. Did you mean help\?/],
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
    [
      ['profile', 'deit-ti16', '--image-size', '225'],
      /--image-size 225 is not a multiple of 16 .*--image-size 224, or --image-size 240/,
    ],
    [['profile', 'mobilenet-v2', 'resnet18', '--json', 'x.json'], /--json holds one report/],
    [['profile', 'mobilenet-v2', '--json', '/no/such/folder/x.json'], /cannot be written/],
    [['profile', 'mobilenet-v2', '--json', '/tmp'], /--json \/tmp is a folder/],
    [['why', '/no/such/report.json', 'stem'], /does not exist/],
    [['why', 'package.json', 'stem'], /package\.json has no modelTopology/],
    [['why', ...SMALL.slice(0, 1), 'stem.cnv', ...SMALL.slice(1)], /no layer "stem\.cnv".*stem\.conv/],
  ])('%j: one sentence on stderr, nothing on stdout, code 2', async (words, message) => {
    const { code, out, err } = await runHere(words);
    expect(err).toMatch(message);
    expect(err).toMatch(/^error: [^\n]+\n$/);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  it('end a process in the same way', () => {
    const { code, out, err } = run(['profle']);
    expect(err).toMatch(/^error: no command "profle"\.[^\n]+\n$/);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  it('show their stack with --debug only', async () => {
    expect((await runHere(['profile', 'x', '--debug'])).err).toMatch(/\n +at /);
    expect((await runHere(['profile', 'x'])).err).not.toMatch(/\n +at /);
  });

  it('let no control character of a name through', async () => {
    const { err } = await runHere(['profile', 'mobile\u001B[31m\u0007net']);
    expect(err).toContain(String.raw`mobile\u001b[31m\u0007net`);
    // oxlint-disable-next-line no-control-regex -- it is what must not be there
    expect(err).not.toMatch(/[\u0000-\u0009\u000B-\u001F]/);
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

  const table = ['profile', ...SMALL, '--runs', '0'];

  it('obey FORCE_COLOR, NO_COLOR and COLUMNS', async () => {
    expect((await runHere(table, { FORCE_COLOR: '1' })).out).toContain('\u001B[1m');
    expect((await runHere(table, { NO_COLOR: '1' }, true)).out).not.toContain('\u001B');
    const narrow = (await runHere(table, { COLUMNS: '60' })).out.split('\n');
    expect(Math.max(...narrow.map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  it('on a terminal: colours, and progress that is cleared', async () => {
    const { code, out, err } = await runHere(table, { TERM: 'xterm' }, true);
    expect(code).toBe(0);
    expect(out).toContain('\u001B[1m');
    expect(err.startsWith(`${CLEAR}MobileNetV2 1.0: building${CLEAR}`)).toBe(true);
    expect(err.endsWith(CLEAR)).toBe(true);
    const mistake = await runHere(['profle'], { TERM: 'xterm' }, true);
    expect(mistake.err.startsWith(`${CLEAR}error: `)).toBe(true);
  });

  it('on a dumb terminal: no escape code at all, from no stream', async () => {
    for (const words of [table, ['profle'], ['models'], ['profile', 'mobilenetv2']]) {
      const { out, err } = await runHere(words, { TERM: 'dumb' }, true);
      for (const control of CLEAR.slice(0, 2)) expect(out + err).not.toContain(control);
    }
  });

  it('bear a reader that leaves early', () => {
    const script = `'${process.execPath}' '${MAIN}' profile ${SMALL.join(' ')} --runs 0 --json - | head -c 10`;
    expect(run(['-c', script], {}, 'sh')).toEqual({ code: 0, out: '{"schemaVe', err: '' });
  });
});

it('profiles several models in turn, by kernel too', async () => {
  const { code, out } = await runHere([
    'profile',
    'mobilenet-v2',
    'mobilenet-v1',
    ...SMALL.slice(1),
    '--runs',
    '0',
  ]);
  expect(code).toBe(0);
  expect(out).toMatch(/^MobileNetV2[^]*\n\nMobileNetV1/);
  const byKernel = await runHere(['profile', ...SMALL, '--runs', '0', '--by', 'kernel']);
  expect(byKernel.out).toMatch(/^Kernel +Calls/m);
});
