/** @file `check` from outside: limits, baselines, and what a job of GitHub Actions gets. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unknownLeaks } from '../../../src/core/leaks.ts';
import { readReport } from '../../../src/saved/read.ts';
import { writeReport } from '../../../src/saved/write.ts';
import { reportOf } from '../../gate/networks.ts';
import { runHere } from '../run.ts';
import {
  ALL,
  BASE,
  HEAD,
  PARTS,
  NEW,
  STEM,
  TILED,
  TOP,
  WIDER,
  WIDER_HEAD,
  WIDER_TOP,
  file,
  folder,
  useReports,
} from './reports.ts';

useReports();

const number = (value: number): string => value.toLocaleString('en-US');

describe('a baseline', () => {
  it('is met by the same model: exit 0', async () => {
    const { code, out, err } = await runHere(['check', BASE, '--baseline', BASE]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      new RegExp(`^PASS ${BASE}: ${number(ALL)} multiply-adds, \\d+ parameters, \\d+ kernel calls\n$`),
    );
  });

  it('is broken by a wider layer: who, by how much, through what, and the command that accepts it', async () => {
    const { code, out, err } = await runHere([
      'check',
      WIDER,
      '--baseline',
      BASE,
      '--max-multiply-adds',
      '+2%',
    ]);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    const more = WIDER_TOP + WIDER_HEAD - TOP - HEAD;
    const share = ((100 * more) / ALL).toFixed(2);
    const [first, top, head, ...rest] = out.trimEnd().split('\n');
    expect(first).toBe(
      `FAIL ${WIDER}: ${number(ALL + more)} multiply-adds, +${number(more)} (+${share} %) over ${BASE}; allowed +2 %`,
    );
    expect(top).toMatch(new RegExp(`^  top +${number(TOP)} → ${number(WIDER_TOP)} +filters 10 → 14$`));
    expect(head).toMatch(new RegExp(`^  head +${HEAD} → ${WIDER_HEAD} +input 1×10 → 1×14$`));
    expect(rest.join('\n')).toContain(`not gated: parameters +${4 * 4 + 4 * 2} in top and 1 more`);
    expect(rest.at(-1)).toBe(`  Meant? tfjs-flops check ${WIDER} --baseline ${BASE} --update`);
  });

  it('says where its baseline was made otherwise, and what one of the two does not know', async () => {
    const elsewhere = file('elsewhere.json');
    const report = readReport(readFileSync(BASE, 'utf8'));
    writeFileSync(
      elsewhere,
      writeReport({ ...report, backend: 'wasm', leaks: unknownLeaks('one pass ran') }),
    );
    const { code, out } = await runHere(['check', BASE, '--baseline', elsewhere]);
    expect(code).toBe(0);
    expect(out).toContain(
      `\n  not compared: tensors left behind by each pass, which ${elsewhere} does not know\n`,
    );
    expect(out).toContain(
      `\n  otherwise than in ${elsewhere}: backend wasm → cpu: kernel calls and bytes may differ for that alone\n`,
    );
  });

  it('without limits lets nothing grow, and tells what there is less of', async () => {
    const { code, out } = await runHere(['check', WIDER, '--baseline', BASE]);
    expect(code).toBe(1);
    for (const noun of ['multiply-adds', 'parameters', 'bytes moved'])
      expect(out).toMatch(new RegExp(`^FAIL .* ${noun}, \\+`, 'm'));
    const back = await runHere(['check', BASE, '--baseline', WIDER]);
    expect(back.code).toBe(0);
    expect(back.out).toContain(`parameters -${4 * 4 + 4 * 2} in top and 1 more`);
  });

  it('is written by --update, and met from then on', async () => {
    expect((await runHere(['check', WIDER, '--baseline', NEW])).err).toContain(
      `Run: tfjs-flops check ${WIDER} --baseline ${NEW} --update`,
    );
    expect(await runHere(['check', WIDER, '--baseline', NEW, '--update'])).toMatchObject({
      code: 0,
      err: '',
    });
    expect(await runHere(['check', WIDER, '--baseline', NEW])).toMatchObject({ code: 0, err: '' });
    // What it accepts are no limits that stand by themselves.
    const words = ['check', WIDER, '--baseline', NEW, '--update', '--max-multiply-adds', '10'];
    expect((await runHere(words)).code).toBe(1);
  });
});

describe('limits', () => {
  it.each<[readonly string[], number, RegExp]>([
    [['--max-multiply-adds', String(ALL)], 0, /^PASS/],
    [['--max-multiply-adds', String(ALL - 1)], 1, /\+1 \(\+0\.\d\d %\) over the limit of /],
    [
      [
        '--max-parameters',
        '1k',
        '--max-peak-memory',
        '1MB',
        '--max-kernels',
        '1k',
        '--max-leaked-tensors',
        '0',
      ],
      0,
      /^PASS/,
    ],
    [['--max-parameters', '3'], 1, / parameters, \+\d+ .* over the limit of 3/],
    [['--max-kernels', '1'], 1, / kernel calls, \+\d+ .* over the limit of 1/],
    [['--max-peak-memory', '10B'], 1, / bytes at the peak of memory, /],
    [['--layer', `top=${TOP}`, '--layer', `stem=${STEM}`], 0, /^PASS/],
    [['--layer', `top=${TOP - 1}`], 1, /: top: [\d,]+ multiply-adds, \+1 /],
    [['--no-kernel', 'Tile', '--no-finding', 'repeated-layer', '--no-unknown'], 0, /^PASS/],
  ])('%j: exit %d', async (words, code, said) => {
    const outcome = await runHere(['check', BASE, ...words]);
    expect(outcome).toMatchObject({ code, err: '' });
    expect(outcome.out).toMatch(said);
  });

  it('name the layer in which a kernel runs', async () => {
    const { code, out } = await runHere(['check', TILED, '--no-kernel', 'Tile']);
    expect(code).toBe(1);
    expect(out).toBe(`FAIL ${TILED}: 1 call of Tile; allowed none\n  planted   1\n`);
  });
});

it('a module runs twice where it leaves tensors behind, and the layer is named', async () => {
  const url = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);
  const module = (hoard: string): string => `
    import * as tf from ${url(import.meta.resolve('@tensorflow/tfjs'))};
    import { scope } from ${url('../../../src/index.ts')};
    const held = [];
    export default (x) => tf.tidy(() => scope('block', () => { ${hoard} return tf.square(x); }));
    export const inputs = [[2, 3]];`;
  const [leaky, tidy] = [file('leaky.mjs'), file('tidy.mjs')];
  writeFileSync(leaky, module('held.push(tf.keep(tf.neg(x)));'));
  writeFileSync(tidy, module('if (held.length === 0) held.push(tf.keep(tf.neg(x)));'));
  const words = ['--max-leaked-tensors', '0', '--backend', 'cpu'];
  expect(await runHere(['check', tidy, ...words])).toMatchObject({ code: 0, err: '' });
  const { code, out } = await runHere(['check', leaky, ...words]);
  expect(code).toBe(1);
  expect(out).toBe(
    `FAIL ${leaky}: 1 tensor left behind by each pass, +1 over the limit of 0\n  block: Neg   1\n`,
  );
});

it('a model runs once, and its flags are in the command that accepts it', async () => {
  const model = ['mobilenet-v1', '--image-size', '32', '--classes', '10', '--backend', 'cpu'];
  expect(await runHere(['check', ...model, '--baseline', NEW, '--update'])).toMatchObject({
    code: 0,
    out: expect.stringContaining(`\n  written to ${NEW}, `) as string,
  });
  expect((await runHere(['check', ...model, '--baseline', NEW])).code).toBe(0);
  const wider = await runHere(['check', ...model.with(4, '11'), '--baseline', NEW]);
  expect(wider.code).toBe(1);
  expect(wider.out).toMatch(/ +head.* units 10 → 11/);
  expect(wider.out).toContain(
    `Meant? tfjs-flops check mobilenet-v1 --baseline ${NEW} --backend cpu --image-size 32 --classes 11 --update`,
  );
});

describe('in a job of GitHub Actions', () => {
  const words = ['check', '', '--baseline', ''];
  const checked = (name: string): string[] => words.with(1, name).with(3, BASE);

  it('the summary is appended, and each broken limit is an annotation', async () => {
    const summary = file('summary.md');
    writeFileSync(summary, 'before\n');
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
    const { code, out } = await runHere([...checked(WIDER), '--markdown', file('own.md')], env);
    expect(code).toBe(1);
    const errors = out.split('\n').filter((line) => line.startsWith('::error title=tfjs-flops::'));
    expect(errors).toHaveLength(out.match(/^FAIL/gm)!.length);
    expect(errors[0]).toContain('(+');
    expect(errors[0]).toContain(' %25) over ');
    // Beside the files nothing else says which layer it is.
    expect(errors[0]).toMatch(/%0A {2}top .* → .* filters 10 → 14/);
    const text = readFileSync(summary, 'utf8');
    expect(text).toMatch(/^before\n### tfjs-flops: /);
    expect(text).toContain(`| top | ${number(TOP)} → ${number(WIDER_TOP)} | filters 10 → 14 |`);
    expect(readFileSync(file('own.md'), 'utf8').trim()).toBe(text.slice('before\n'.length).trim());
    await runHere(checked(BASE), env);
    expect(readFileSync(summary, 'utf8')).toMatch(/ passes\n/);
  });

  it('the recipe of docs/gate.md is 12 lines, and fails where the model has grown', async () => {
    const recipe = readFileSync('docs/examples/gate.yml', 'utf8').trimEnd().split('\n');
    expect(recipe.length).toBeLessThanOrEqual(12);
    const [command = ''] = recipe.flatMap((line) => line.split('- run: npx tfjs-flops ').slice(1));
    const summary = file('recipe.md');
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
    const run = (model: string) =>
      runHere(command.replace('./web_model', model).replace('cost.json', BASE).split(' '), env);
    expect((await run(BASE)).code).toBe(0);
    const { code, out } = await run(WIDER);
    expect(code).toBe(1);
    expect(out).toContain('::error title=tfjs-flops::');
    expect(readFileSync(summary, 'utf8').match(/^### /gm)).toHaveLength(2);
  });

  it('no line is a command of a layer’s name', async () => {
    const hostile = file('hostile.json');
    const text = writeReport(reportOf([{ kind: 'relu', name: 'planted' }, ...PARTS]));
    writeFileSync(hostile, text.replaceAll('"planted"', '"::stop-commands::x"'));
    const words = ['check', hostile, '--max-kernels', '1'];
    const { out } = await runHere(words, { GITHUB_ACTIONS: 'true' });
    expect(out).toMatch(/^  : :stop-commands::x +\d+$/m);
    expect(out.split('\n').filter((line) => line.trim().startsWith('::'))).toEqual([
      expect.stringMatching(/^::error title=tfjs-flops::/),
    ]);
    expect((await runHere(words)).out).toMatch(/^  ::stop-commands::x +\d+$/m);
  });

  it('a summary that is full, or cannot be written, is a warning', async () => {
    const full = file('full.md');
    writeFileSync(full, 'x'.repeat(2 ** 20));
    const outcome = await runHere(checked(BASE), { GITHUB_STEP_SUMMARY: full });
    expect(outcome).toMatchObject({ code: 0, err: expect.stringMatching(/^warning: .* is full/) as string });
    expect(readFileSync(full)).toHaveLength(2 ** 20);
    const absent = await runHere(checked(BASE), { GITHUB_STEP_SUMMARY: join(folder, 'no', 'file') });
    expect(absent).toMatchObject({ code: 0, err: expect.stringMatching(/^warning: .* cannot be/) as string });
  });

  it('outside of one there is neither', async () => {
    const { out } = await runHere([...checked(WIDER), '--markdown', '-']);
    expect(out).toMatch(/^### tfjs-flops: .* fails \d of its limits\n/);
    expect(out).not.toContain('::error');
  });
});
