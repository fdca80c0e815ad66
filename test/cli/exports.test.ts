/** @file Files for other programs from a command line: what is written where, and what is refused before anything runs. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readReport } from '../../src/saved/read.ts';
import { faultsIn, FORMATS, type Format } from '../export/formats.ts';
import { artifactsOf, loopAndBranch } from '../support/graph-def.ts';
import { useBackend } from '../support/backend.ts';
import { runHere } from './run.ts';

const MOBILE = ['mobilenet-v2', '--image-size', '32', '--classes', '10', '--backend', 'cpu'];
const FLAGS = ['csv', 'markdown', 'latex', 'speedscope', 'trace', 'model-explorer'];

let folder = '';
let graph = '';
beforeAll(async () => {
  await useBackend('cpu');
  folder = await mkdtemp(join(tmpdir(), 'tfjs-flops-'));
  graph = join(folder, 'graph.json');
  const { modelTopology, weightSpecs, weightData } = artifactsOf(loopAndBranch(2, 3, 4, true));
  await writeFile(join(folder, 'weights.bin'), new Uint8Array(weightData as ArrayBuffer));
  const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
  await writeFile(graph, JSON.stringify({ modelTopology, weightsManifest }));
});
beforeEach(() => rm(join(folder, 'out'), { recursive: true, force: true }));
afterAll(() => rm(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);
const formatOf = (flag: string): Format =>
  FORMATS.find(({ name }) => name.toLowerCase().replace(' ', '-') === flag)!;

describe('profile', () => {
  it.each(['multiply-adds', 'flops'] as const)(
    'writes all formats at once beside the table, in %s',
    async (unit) => {
      const files = ['json', ...FLAGS].flatMap((flag) => [`--${flag}`, at(flag)]);
      const ran = await runHere([
        'profile',
        graph,
        '--backend',
        'cpu',
        '--runs',
        '1',
        '--unit',
        unit,
        ...files,
      ]);
      expect(ran).toMatchObject({ code: 0, err: '' });
      expect(ran.out).toContain('Total');
      const report = readReport(await readFile(at('json'), 'utf8'));
      for (const flag of FLAGS) {
        const text = await readFile(at(flag), 'utf8');
        expect(faultsIn(formatOf(flag), report, unit, text), flag).toEqual([]);
      }
      expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    },
  );

  it('prints one in the place of the table, its bytes as they are', async () => {
    const { code, out, err } = await runHere([
      'profile',
      ...MOBILE,
      '--runs',
      '0',
      '--csv',
      '-',
      '--json',
      at('r.json'),
    ]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const report = readReport(await readFile(at('r.json'), 'utf8'));
    expect(faultsIn(formatOf('csv'), report, 'multiply-adds', out)).toEqual([]);
  });

  it('of a saved report is what it is of the run', async () => {
    const words = ['--backend', 'cpu', '--runs', '1', '--json', at('saved.json'), '--unit', 'flops'];
    const ran = await runHere(['profile', graph, ...words, '--trace', at('live.json')]);
    const again = await runHere(['profile', at('saved.json'), '--unit', 'flops', '--trace', '-']);
    expect([ran.code, again.code, again.err]).toEqual([0, 0, '']);
    expect(again.out).toBe(await readFile(at('live.json'), 'utf8'));
  });

  it('writes the others where one is not for such a model, and then says so', async () => {
    const files = ['--model-explorer', at('nodes.json'), '--csv', at('layers.csv')];
    const { code, out, err } = await runHere(['profile', ...MOBILE, '--runs', '0', ...files]);
    expect(code).toBe(2);
    expect(err).toBe(
      'error: Model Explorer opens graph models alone, and this report is of a layers model. Convert the model to a graph model.\n',
    );
    expect(out).toContain('Total');
    expect(await readFile(at('layers.csv'), 'utf8')).toContain('stem.conv,layer,Conv2D');
    expect(await readdir(folder)).not.toContain('nodes.json');
  });
});

describe('refused before anything runs', () => {
  it.each([
    [['--csv', '-', '--markdown', '-'], '--markdown - is where --csv goes. Give another FILE.'],
    [
      ['--json', '-', '--trace', '/dev/stdout'],
      '--trace /dev/stdout is where --json goes. Give another FILE.',
    ],
    [['--csv', 'a', '--latex', './a'], '--latex ./a is where --csv goes. Give another FILE.'],
    [['--csv', '/'], '--csv / is a folder. Give another FILE.'],
    [
      ['--speedscope', '/no/such/folder/a'],
      '--speedscope /no/such/folder/a cannot be written: no such file or directory. Give another FILE.',
    ],
    [['--trace', 'a', '--runs', '0'], '--trace needs times, and --runs 0 measures none. Leave --runs 0 out.'],
    [['--unit', 'macs'], '--unit macs is not one of: multiply-adds, flops.'],
    [['--csv'], '--csv needs a value: --csv FILE.'],
    [['resnet18', '--latex', 'a'], '--latex holds one report, got 2 models. Give one MODEL.'],
  ])('%j', async (words, message) => {
    expect(await runHere(['profile', 'mobilenet-v2', ...words])).toEqual({
      code: 2,
      out: '',
      err: `error: ${message}\n`,
    });
  });
});
