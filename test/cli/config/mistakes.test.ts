/** @file What is wrong in a file of limits: one sentence each. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import schema from '../../../src/gate/config.schema.json' with { type: 'json' };
import { readConfig } from '../../../src/gate/config.ts';
import type { Outcome } from '../run.ts';
import { FILE, TOP, check, place, usePlaces } from './place.ts';

usePlaces();

const number = (value: number): string => value.toLocaleString('en-US');

/** A file, or all files of a folder; then the one sentence. */
const MISTAKES: readonly (readonly [unknown, RegExp])[] = [
  ['', /^tfjs-flops\.config\.json is empty\. Write \{"maxMultiplyAdds": "320M"\} into it\.$/],
  [' \n', / is empty\./],
  ['{ "maxMultiplyAdds": 3,\n}', / is not JSON: see line 2\. Write it without comments and without a comma/],
  ['{ // none\n}', / is not JSON: see line 1\./],
  ['module.exports = {}', / is not JSON/],
  [[], /: a budget takes its options as an object with maxMultiplyAdds, .*, got an empty array\.$/],
  ['null', /: a budget takes its options as an object .*, got null\.$/],
  ['"320M"', /, got '320M'\.$/],
  [{}, / sets no limit\. Set one, such as "maxMultiplyAdds": "320M"\.$/],
  [{ $schema: 'x' }, / sets no limit\./],
  [{ layers: {}, noKernel: [], noUnknown: false }, / sets no limit\./],
  [
    { models: { '../report.json': { maxKernels: 9 }, '../a/../report.json': { maxMultiplyAdds: 1 } } },
    /: models\["\.\.\/report\.json"\] and models\["\.\.\/a\/\.\.\/report\.json"\] are the same model\. Keep one/,
  ],
  [{ $schema: 3 }, /: \$schema must be a text, got 3\.$/],
  [
    { maxMultiplyAds: 1 },
    /: maxMultiplyAds is not an option of a budget, .* Did you mean maxMultiplyAdds\?$/,
  ],
  [{ 'max-parameters': 1 }, / Did you mean maxParameters\?$/],
  [{ maxMultiplyAdds: '320X' }, /: maxMultiplyAdds: '320X' is no limit\. Give 320M, or '\+2%'/],
  [{ maxMultiplyAdds: null }, /: maxMultiplyAdds must be a limit, got null\./],
  [{ maxKernels: true }, /: maxKernels must be a limit, got true\./],
  [{ maxPeakMemory: -1 }, /: maxPeakMemory: -1 is no limit\. Give 64MB, /],
  [{ layers: ['top'] }, /: layers must be limits by pattern, got an array of 1\.$/],
  [{ layers: { top: 'much' } }, /: layers: \{ top: 'much' \} is no limit\./],
  [{ layers: { topp: 9 } }, /: layers: \{ topp: '9' \} names no layer\. Did you mean top\?/],
  [{ layers: { top: 1, 'top/**': 2 } }, / contradicts the limit 1 of the same layers\. Give one of them\.$/],
  [
    { layers: { top: 9 }, maxMultiplyAdds: 8 },
    /: layers: \{ top: '9' \} contradicts the limit of the whole, 8 multiply-adds/,
  ],
  [{ maxMultiplyAdds: '+1%' }, /: maxMultiplyAdds: '\+1%' is relative, and there is no baseline\./],
  [{ noKernel: 'Tile' }, /: noKernel must be a list of names, got 'Tile'\.$/],
  [{ noKernel: ['Tile', 3] }, /: noKernel must be a list of names, got a list with 3\.$/],
  [{ noKernel: ['Tille'] }, /: noKernel: 'Tille' names no kernel of tfjs\. Did you mean Tile\?$/],
  [{ noUnknown: 'yes' }, /: noUnknown: 'yes' is not true or false\.$/],
  [{ noFinding: ['slow-kernels'] }, /: noFinding: 'slow-kernels' .* Did you mean slow-kernel\?$/],
  [{ models: [] }, /: models must be budgets by model, got an empty array\.$/],
  [{ models: {} }, /: models names no model\. Name one, or leave it out\.$/],
  [{ models: { a: {} } }, /: models\["a"\] sets no limit\./],
  [{ models: { a: 3 } }, /: models\["a"\]: a budget takes its options as an object .*, got 3\.$/],
  [{ models: { a: { models: {} } } }, /: models\["a"\]: models is not an option of a budget/],
  [
    { models: { '../report.json': { layers: { topp: 1 } } } },
    /: models\["\.\.\/report\.json"\]: layers: .* names no layer\. Did you mean top\?/,
  ],
  [
    { maxMultiplyAdds: 8, models: { a: { layers: { top: 9 } } } },
    /: models\["a"\]: layers: \{ top: '9' \} contradicts/,
  ],
  [
    { models: { '../reports.json': { maxKernels: 1 } } },
    /^check needs a limit or a baseline, and tfjs-flops\.config\.json has none of \.\.\/report\.json\. Did you mean \.\.\/reports\.json\?/,
  ],
];

describe('a mistake is one sentence that names the file, nothing on stdout, code 2', () => {
  const expectRefused = ({ code, out, err }: Outcome, sentence: RegExp): void => {
    expect(err).toMatch(/^error: [^\n]+\n$/);
    expect(err.slice('error: '.length).trimEnd()).toMatch(sentence);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  };

  it.each(MISTAKES)('%j', async (content, sentence) => {
    expectRefused(await check(place({ [FILE]: content }), '../report.json'), sentence);
  });

  it.each<[Readonly<Record<string, unknown>>, readonly string[], RegExp]>([
    [
      { [FILE]: { noUnknown: true }, 'package.json': { 'tfjs-flops': { maxKernels: 1 } } },
      [],
      /^tfjs-flops\.config\.json and tfjs-flops in package\.json both set limits\. Keep one of them\.$/,
    ],
    [{ 'package.json': '{' }, [], /^package\.json is not JSON/],
    [{ 'package.json': { 'tfjs-flops': 'limits.json' } }, [], /^tfjs-flops in package\.json: a budget takes/],
    [
      { 'package.json': { 'tfjs-flops': { maxKernel: 1 } } },
      [],
      /^tfjs-flops in package\.json: maxKernel is/,
    ],
    [{ [`${FILE}/none`]: '' }, [], /^tfjs-flops\.config\.json is a folder and no file\. Name a file\.$/],
    [{ 'a/none': '' }, ['--config', 'a'], /^a is a folder and no file\./],
    [{}, ['--config', 'a.json'], /^a\.json is not there\. Write \{"maxMultiplyAdds": "320M"\} into it\.$/],
    [
      { 'package.json': { name: 'a' } },
      ['--config', 'package.json'],
      /^package\.json has no key tfjs-flops\./,
    ],
    [{}, ['--config', ''], /^--config '' is not a name\.$/],
    // A flag's mistake stays the flag's, and what a flag replaces is not said of the file.
    [{ [FILE]: { layers: { topp: 1 } } }, ['--layer', 'stemm=1'], /^--layer stemm=1 names no layer/],
    [
      { [FILE]: { layers: { top: TOP } } },
      ['--max-multiply-adds', '9'],
      new RegExp(`^tfjs-flops\\.config\\.json: layers: .* the whole, 9 multiply-adds`),
    ],
  ])('%j %j', async (files, words, sentence) => {
    expectRefused(await check(place(files), '../report.json', ...words), sentence);
  });

  it('the schema refuses those of form, and takes what is right', () => {
    const isValid = new Ajv({ allowUnionTypes: true }).compile(schema);
    expect(isValid({ maxMultiplyAdds: '320M', layers: { 'a/**': '+0%' }, noKernel: ['Tile'] })).toBe(true);
    expect(isValid({ $schema: 'x', models: { a: { noUnknown: true, maxKernels: number(3) } } })).toBe(true);
    const example = JSON.parse(readFileSync('docs/examples/limits.json', 'utf8')) as unknown;
    expect(isValid(readConfig(example, 'limits.json'))).toBe(true);
    for (const wrong of [
      [],
      { maxMultiplyAds: 1 },
      { noKernel: 'Tile' },
      { models: { a: 3 } },
      { layers: 1 },
    ])
      expect(isValid(wrong)).toBe(false);
  });
});
