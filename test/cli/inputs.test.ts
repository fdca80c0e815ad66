/** @file Inputs on the command line: all open ones are asked for at once, with a line that works; types need no names. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { artifactsOf, FLOAT, matMul, placeholder } from '../support/graph-def.ts';
import { useBackend } from '../support/backend.ts';
import { writeModel } from '../support/save-model.ts';
import { readReport } from '../../src/saved/read.ts';
import { runHere } from './run.ts';

const [rows, inner, columns] = [1, 224, 3];
let folder: string;
beforeAll(async () => {
  await useBackend('cpu');
  folder = await mkdtemp(join(tmpdir(), 'tfjs-flops-inputs-'));
  const sum = { name: 'sum', op: 'AddV2', input: ['a', 'b'], attr: FLOAT };
  await writeModel(
    join(folder, 'graph'),
    artifactsOf({
      nodes: [placeholder('a', [-1, -1]), placeholder('b', [-1, -1]), sum, matMul('product', 'sum', 'w')],
      weights: [
        {
          name: 'w',
          shape: [inner, columns],
          dtype: 'float32',
          values: Array.from({ length: inner * columns }, () => 1),
        },
      ],
    }),
  );
  const tfjs = JSON.stringify(import.meta.resolve('@tensorflow/tfjs'));
  await writeFile(
    join(folder, 'ids.mjs'),
    `import * as tf from ${tfjs};\nexport default (ids) => tf.matMul(tf.cast(ids, 'float32'), tf.ones([${inner}, ${columns}]));\n`,
  );
});
afterAll(() => rm(folder, { recursive: true }));

const counted = (printed: string): number =>
  (JSON.parse(printed) as { total: { counted: { multiplyAdds: number } } }).total.counted.multiplyAdds;

it('asks for all open inputs at once, in words that can be added as they are', async () => {
  const words = ['profile', join(folder, 'graph'), '--backend', 'cpu', '--runs', '0', '--json', '-'];
  const { code, err } = await runHere(words);
  expect(code).toBe(2);
  expect(err).toContain('Inputs "a" is [?,?], "b" is [?,?]');
  const line = /(?:--input \S+ ?){2}/.exec(err)?.[0].replace(/\.$/, '').trim().split(' ');
  expect(line).toHaveLength(2 * 2);
  const again = await runHere([...words, ...line!]);
  expect([again.code, again.err]).toEqual([0, '']);
  expect(counted(again.out)).toBe(rows * inner * columns);
});

it('of several only those that are open', async () => {
  const { err } = await runHere(['profile', join(folder, 'graph'), '--input', `a=1x${inner}`, '--runs', '0']);
  expect(err).toContain('Input "b" is [?,?]');
  expect(err).not.toContain('"a"');
});

it.each([
  [`${rows}x${inner}:int32`, rows],
  [`ids=2x${inner}:int32`, 2],
  [`2x${inner}`, 2],
])('--input %s of a function', async (text, batch) => {
  const words = ['profile', join(folder, 'ids.mjs'), '--backend', 'cpu', '--runs', '0', '--json', '-'];
  const { code, out, err } = await runHere([...words, '--input', text]);
  expect([code, err]).toEqual([0, '']);
  expect(counted(out)).toBe(batch * inner * columns);
  const [input] = readReport(out).inputs;
  expect(input).toMatchObject({
    name: text.startsWith('ids') ? 'ids' : 'input0',
    dtype: text.endsWith('int32') ? 'int32' : 'float32',
  });
});

it('a type that the model does not have is refused by name', async () => {
  const { code, err } = await runHere([
    'profile',
    join(folder, 'graph'),
    '--input',
    'a=1x3:int32',
    '--input',
    'b=1x3',
  ]);
  expect(code).toBe(2);
  expect(err).toMatch(/"a" is float32, got int32/);
});
