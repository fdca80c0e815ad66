/** @file Limits that a project keeps in a file: which file is taken, what comes first, and what is wrong in one. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateSchema, SCHEMAS } from '../../scripts/schema.ts';
import { readConfig } from '../../src/gate/config.ts';
import schema from '../../src/gate/config.schema.json' with { type: 'json' };
import { writeReport } from '../../src/saved/write.ts';
import { reportOf, SIZE, type Part } from '../gate/networks.ts';
import { useBackend } from '../support/backend.ts';
import { runHere, type Outcome } from './run.ts';

const PARTS: readonly Part[] = [
  { kind: 'conv', name: 'stem', width: 4, kernel: 1, useBias: false },
  { kind: 'conv', name: 'top', width: 10, kernel: 1, useBias: false },
];
const [STEM, TOP] = [SIZE * SIZE * 3 * 4, SIZE * SIZE * 4 * 10];
const ALL = STEM + TOP;
const FILE = 'tfjs-flops.config.json';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'tfjs-flops-config-')));
const model = join(root, 'report.json');
let places = 0;

/** A new folder with these files: a text, or what is written as JSON. */
function place(files: Readonly<Record<string, unknown>>): string {
  places += 1;
  const folder = join(root, `place${places}`);
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

/** `check` as it runs in a folder. */
async function check(folder: string, ...words: readonly string[]): Promise<Outcome> {
  const before = process.cwd();
  process.chdir(folder);
  try {
    return await runHere(['check', ...words]);
  } finally {
    process.chdir(before);
  }
}

beforeAll(async () => {
  await useBackend('cpu');
  writeFileSync(model, writeReport(reportOf(PARTS)));
});
afterAll(() => rmSync(root, { recursive: true }));

it('has the schema that its type says', async () => {
  expect(readFileSync(SCHEMAS.config.file, 'utf8')).toBe(await generateSchema(SCHEMAS.config));
});

describe('which file', () => {
  it('the one of the current folder, and it is said', async () => {
    const folder = place({ [FILE]: { maxMultiplyAdds: ALL } });
    const met = await check(folder, model);
    expect(met).toMatchObject({ code: 0, err: '' });
    expect(met.out).toMatch(new RegExp(`^PASS .*\n  limits of ${FILE}\n$`));
    writeFileSync(join(folder, FILE), JSON.stringify({ maxMultiplyAdds: ALL - 1 }));
    const broken = await check(folder, model, '--markdown', '-');
    expect(broken).toMatchObject({ code: 1, err: '' });
    expect(broken.out).toContain(`\nlimits of ${FILE}\n`);
  });

  it('the key of a package.json; one without the key is passed by', async () => {
    const folder = place({
      'package.json': { name: 'a', 'tfjs-flops': { maxMultiplyAdds: ALL - 1 } },
      'b/package.json': { name: 'b' },
      'b/c/none.txt': '',
    });
    const { code, out } = await check(join(folder, 'b/c'), model);
    expect(code).toBe(1);
    expect(out).toContain('\n  limits of tfjs-flops in ../../package.json\n');
  });

  it('the nearest, whichever of the two kinds it is', async () => {
    const folder = place({
      [FILE]: { maxMultiplyAdds: 1 },
      'b/package.json': { 'tfjs-flops': { maxMultiplyAdds: 2 } },
      'b/c/tfjs-flops.config.json': { maxMultiplyAdds: ALL },
    });
    expect((await check(folder, model)).out).toContain('over the limit of 1\n');
    expect((await check(join(folder, 'b'), model)).out).toContain('over the limit of 2\n');
    expect((await check(join(folder, 'b/c'), model)).code).toBe(0);
  });

  it('--config names it: any name, and a package.json', async () => {
    const folder = place({
      [FILE]: 'broken',
      'limits/a.json': `\uFEFF{"$schema": "x", "maxMultiplyAdds": ${ALL}}`,
      'limits/package.json': { 'tfjs-flops': { maxMultiplyAdds: 3 } },
    });
    const met = await check(folder, model, '--config', 'limits/a.json');
    expect(met).toMatchObject({ code: 0, err: '' });
    expect(met.out).toContain('limits of limits/a.json');
    const broken = await check(folder, model, '--config', 'limits/package.json');
    expect(broken.code).toBe(1);
    expect(broken.out).toContain('over the limit of 3\n');
  });
});

describe('what comes first', () => {
  it('a flag, before the limit of its name; the others stand', async () => {
    const folder = place({ [FILE]: { maxKernels: 1, layers: { stem: STEM - 1 }, noUnknown: true } });
    const { code, out } = await check(folder, model, '--max-kernels', '1k');
    expect(code).toBe(1);
    expect(out.match(/^FAIL .*/gm)).toEqual([expect.stringContaining(`stem: ${STEM} multiply-adds, +1 `)]);
    expect(out).toContain(`limits of ${FILE}, but for --max-kernels\n`);
    const both = ['--max-kernels', '1k', '--layer', `top=${TOP}`];
    const met = await check(folder, model, ...both);
    expect(met).toMatchObject({ code: 0, err: '' });
    expect(met.out).toContain('but for --max-kernels, --layer\n');
  });

  it('the limits of a model, by its path from the file, before those of all', async () => {
    const folder = place({
      [FILE]: {
        maxMultiplyAdds: 1,
        models: { '../report.json': { maxMultiplyAdds: ALL }, 'mobilenet-v1': { maxParameters: 2 } },
      },
      'deep/none.txt': '',
    });
    expect((await check(folder, '../report.json')).code).toBe(0);
    expect((await check(join(folder, 'deep'), model)).code).toBe(0);
    const other = join(folder, 'other.json');
    writeFileSync(other, readFileSync(model));
    expect((await check(folder, other)).out).toContain('over the limit of 1\n');
    const zoo = ['mobilenet-v1', '--image-size', '32', '--classes', '2', '--backend', 'cpu'];
    const { code, out } = await check(folder, ...zoo);
    expect(code).toBe(1);
    expect(out).toContain(' parameters, ');
    expect(out).toContain('over the limit of 2\n');
  });

  it('a file with limits of other models only is none, and says so', async () => {
    const folder = place({ [FILE]: { models: { '../report.json': { maxMultiplyAdds: 1 } } } });
    const copy = join(folder, 'reports.json');
    writeFileSync(copy, readFileSync(model));
    const met = await check(folder, copy, '--baseline', model);
    expect(met).toMatchObject({ code: 0, err: '' });
    expect(met.out).toContain(`${FILE} has no limits of ${copy}\n`);
  });

  it('limits that are relative are of the baseline, as those of flags', async () => {
    const folder = place({ [FILE]: { maxMultiplyAdds: '+0%', layers: { top: '-0%' } } });
    expect((await check(folder, model, '--baseline', model)).code).toBe(0);
  });
});

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
