/** @file `count --sweep` and networks in other dimensions on the command line: what is printed, and one sentence for each mistake. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sweep, SweepSheet } from '../../src/core/sweep.ts';
import { artifactsOf, matMul, placeholder } from '../support/graph-def.ts';
import { writeModel } from '../support/save-model.ts';
import { runHere } from './run.ts';

const [I, O] = [6, 5];
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tfjs-flops-sweep-'));
  const weights = [
    { name: 'w', shape: [I, O], dtype: 'float32' as const, values: Array.from({ length: I * O }, () => 1) },
  ];
  for (const [name, batch] of [
    ['open', -1],
    ['fixed', 4],
  ] as const)
    await writeModel(
      join(folder, name),
      artifactsOf({ nodes: [placeholder('x', [batch, I]), matMul('y', 'x', 'w')], weights }),
    );
  const tfjs = JSON.stringify(import.meta.resolve('@tensorflow/tfjs'));
  await writeFile(
    join(folder, 'product.mjs'),
    `import * as tf from ${tfjs};\nexport default (a, b) => tf.matMul(a, b);\nexport const inputs = [[2, ${I}], [${I}, ${O}]];\n`,
  );
});
afterAll(() => rm(folder, { recursive: true }));

const swept = async (...words: readonly string[]): Promise<Sweep> => {
  const { code, out, err } = await runHere(['count', ...words, '--json', '-']);
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out) as Sweep;
};

const counts = ({ points }: Sweep): readonly (number | null)[] =>
  points.map(({ multiplyAdds }) => multiplyAdds);

describe('a sweep', () => {
  it('prints a row per point, and how the counts grow', async () => {
    const words = ['vit:4,depth=2,width=6,heads=2,classes=3', '--sweep', 'image-size=4..36:4,38'];
    const { code, out, err } = await runHere(['count', ...words]);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('by image-size · from shapes, nothing run');
    expect(out.match(/^\d+ /gm)).toHaveLength(10);
    expect(out).toMatch(/^38 +impossible/m);
    expect(out).toContain('image-size=38 is not a multiple of 4 pixels, the patch size of vit');
    expect(out.replaceAll(/\s+/g, ' ')).toContain('grow as image-size⁴, quadratic in tokens, exactly');
    expect(out).toContain('theory = counted at the first and the last point');
  });

  it('of the batch of a graph, and of an axis of an input', async () => {
    const open = join(folder, 'open');
    expect(counts(await swept(open, '--sweep', 'batch=1,8'))).toEqual([I * O, 8 * I * O]);
    expect(counts(await swept(open, '--sweep', 'x.0=2,3'))).toEqual([2 * I * O, 3 * I * O]);
    expect(counts(await swept(open, '--sweep', '.0=2..4'))).toEqual([2, 3, 4].map((n) => n * I * O));
  });

  it('of two axes that go together, of the inputs of a module', async () => {
    const sweep = await swept(
      join(folder, 'product.mjs'),
      '--sweep',
      'input0.0=2,7',
      '--sweep',
      'input1.1=3,4',
    );
    expect(counts(sweep)).toEqual([2 * 3, 2 * 4, 7 * 3, 7 * 4].map((n) => n * I));
  });

  it('of decimals and of depth', async () => {
    const byWidth = await swept('mobilenet-v1:image-size=8,classes=2', '--sweep', 'width=0.1..0.3:0.1');
    expect(byWidth.points.map(({ at }) => at['width'])).toEqual([0.1, 0.2, 0.3]);
    const byDepth = await swept('vit:4,width=6,heads=2,image-size=8,classes=2', '--sweep', 'depth=1..6');
    expect(byDepth.growth[0]!.degree).toBe(1);
  });

  it('as CSV', async () => {
    const file = join(folder, 'sweep.csv');
    const words = ['count', join(folder, 'open'), '--sweep', 'batch=1,8', '--csv', file, '--unit', 'flops'];
    expect((await runHere(words)).code).toBe(0);
    const [heading, ...rows] = (await readFile(file, 'utf8')).trim().split(/\r?\n/);
    expect(heading).toBe('batch,Counted (FLOPs),Parameters (count),Peak memory (bytes),Source,Why not');
    expect(rows.map((row) => row.split(',').slice(0, 3).map(Number))).toEqual([
      [1, 2 * I * O, I * O],
      [8, 2 * 8 * I * O, I * O],
    ]);
  });

  it('as a page, beside the table', async () => {
    const file = join(folder, 'sweep.html');
    const words = ['count', join(folder, 'open'), '--sweep', 'batch=1,8', '--html', file, '--unit', 'flops'];
    const { code, out } = await runHere(words);
    expect(code).toBe(0);
    expect(out).toContain('theory = counted');
    const [, json = '{}'] = /id="tfjs-flops-data">([^<]*)</.exec(await readFile(file, 'utf8')) ?? [];
    const { sweep, unit } = JSON.parse(json) as { sweep: SweepSheet; unit: string };
    expect(unit).toBe('flops');
    expect(counts(sweep.sweep)).toEqual([I * O, 8 * I * O]);
    expect(sweep.sentences[0]).toContain('FLOPs grow linear in batch');
  });

  it.each<[readonly string[], string]>([
    [['vit-b16', '--sweep', 'batch=1,2', '--csv', '-', '--html', '-'], '--html - is where --csv goes'],
    [['vit-b16', '--sweep', 'batch=1,2', '--csv', '-', '--json', '-'], '--csv - is where --json goes'],
    [['vit-b16', '--sweep', 'batch=1,2', '--csv', 'a', '--html', './a'], '--html ./a is where --csv goes'],
    [['vit-b16', '--sweep', 'batch=1,2', '--html', '/no/such/x.html'], '--html'],
    [['vit-b16', '--sweep', 'batch=1,2', '--lang', 'zh'], '--lang goes with --html'],
    [['vit-b16', '--sweep', 'image-size'], 'is not NAME=FROM..TO:STEP'],
    [['vit-b16', '--sweep', 'image-size=9..3'], 'is not a range that rises. Write 3..9'],
    [['vit-b16', '--sweep', 'image-size=1..9:0'], 'is not a range with a step'],
    [['vit-b16', '--sweep', 'image-size=0'], 'is not positive'],
    [['vit-b16', '--sweep', 'batch=1e3'], 'is not NAME=FROM..TO:STEP'],
    [['vit-b16', '--sweep', 'batch=1..1000000000'], 'is not a range of at most 100000 values'],
    [['vit-b16', '--sweep', 'batch=1..9', '--sweep', 'batch=4'], '--sweep batch is given twice'],
    [['vit-b16', '--sweep', 'batch=1..999', '--sweep', 'depth=1..999'], '998001 points together'],
    [['vit-b16', '--sweep', 'imagesize=16'], 'is no dimension of vit-b16. Did you mean image-size?'],
    [['vit-b16', '--sweep', 'batch=1,2', '--batch', '4'], '--sweep batch has one value already'],
    [['vit-b16', '--sweep', 'image-size=15,17'], '=15 is not a multiple of 16 pixels'],
    [['vit-b16', '--sweep', 'batch=1,2', '--depth', 'all'], '--depth does not apply to a sweep'],
    [['vit-b16', 'resnet18', '--sweep', 'batch=1,2'], '--sweep takes one model, got 2'],
    [['profile', 'vit-b16', '--sweep', 'batch=1,2'], '--sweep does not apply here'],
  ])('%j is refused in a sentence', async (words, sentence) => {
    const { code, err } = await runHere(words[0] === 'profile' ? words : ['count', ...words]);
    expect(code).toBe(2);
    expect(err).toContain(sentence);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  it.each<[string, string, string]>([
    ['fixed', 'batch=1,8', 'batch 1 does not apply to'],
    ['open', 'x.1=4,5', 'Input "x" is [?,6], got [1,4]'],
    ['open', 'x.2=4,5', 'no axis 2'],
    ['open', 'y.1=4,5', 'has no input "y"'],
    ['open', 'image-size=4,5', 'has 0 inputs with 4 axes'],
    ['open', 'width=4,5', 'is no dimension of a model file or module'],
  ])('of %s by %s is refused in a sentence', async (model, axis, sentence) => {
    const { code, err } = await runHere(['count', join(folder, model), '--sweep', axis]);
    expect(code).toBe(2);
    expect(err.replace(/--batch/g, 'batch')).toContain(sentence);
  });
});

describe('a network in other dimensions', () => {
  it('is counted, named so that its name repeats it', async () => {
    const { code, out } = await runHere(['count', 'vit:8,depth=1,width=6,heads=2,mlp=4,image-size=16']);
    expect(code).toBe(0);
    expect(out).toContain('ViT, patch 8, depth 1, width 6, heads 2, mlp 4 · 1×16×16×3');
    expect(out.replaceAll(/\s/g, ' ')).toContain('why vit:patch=8,depth=1,width=6,heads=2,mlp=4 ');
  });

  it.each<[string, string]>([
    ['vit:depht=2', 'vit has no dimension "depht". Did you mean depth?'],
    ['vit:hidden=2', 'vit has no dimension "hidden"'],
    ['vit:16,heads=5', 'heads=5 does not divide the width 768. Give head-width'],
    ['vit:depth=0', 'depth=0 is not a positive integer'],
    ['vit:depth=1e9', 'depth=1e9 is not a positive number in digits'],
    ['vit:depth=1000000000', 'depth=1000000000 is more than can be built. Give at most 1000'],
    ['vit:width=1.5,heads=1', 'width=1.5 is not a positive integer'],
    ['vit:16,patch=8', 'patch is given twice'],
    ['vit:', 'vit has no dimension ""'],
    ['vit:image-size=225', 'Give image-size=224, or give image-size=240'],
    ['resnet18:blocks=2-x', 'blocks=2-x is not a list of numbers'],
    ['vitt:16', 'no network "vitt". Did you mean vit?'],
  ])('%s is refused in a sentence', async (model, sentence) => {
    const { code, err } = await runHere(['count', model]);
    expect(code).toBe(2);
    expect(err).toContain(sentence);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  it('a flag and a spec are not both taken', async () => {
    const { err } = await runHere(['count', 'vit:image-size=32', '--image-size', '64']);
    expect(err).toContain('image-size is in vit:image-size=32 and in --image-size. Give it once');
  });

  it('models lists the dimensions', async () => {
    const { out } = await runHere(['models']);
    expect(out).toContain(
      'vit-b16, deit-ti16, deit-ti16-distilled, vit: patch, depth, width, heads, head-width, mlp',
    );
  });
});
