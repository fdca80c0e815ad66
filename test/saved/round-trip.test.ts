/** @file A report that is written and read again is the same report, and the schema that ships describes its file. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { ZOO } from '../../models/index.ts';
import type { Report } from '../../src/core/report.ts';
import type { Workload } from '../../src/core/workload.ts';
import { profile } from '../../src/profile/profile.ts';
import { formatTable } from '../../src/report/table.ts';
import { formatWhy } from '../../src/report/why.ts';
import { readReport } from '../../src/saved/read.ts';
import schema from '../../src/saved/report.schema.json' with { type: 'json' };
import { writeReport } from '../../src/saved/write.ts';
import { generateSchema, SCHEMAS } from '../../scripts/schema.ts';
import { useBackend } from '../support/backend.ts';
import { isLarge, usualOf } from '../support/large.ts';
import { narrowWorkload } from '../support/narrow-zoo.ts';
import {
  noRealModels,
  REAL_MODELS,
  realFolder,
  realReport,
  realWorkload,
  type RealModel,
} from '../support/real-models.ts';
import { functionReport, timedReport, trainingReport, zooReport } from './reports.ts';

const validate = new Ajv({ strict: false }).compile(schema);

/** Plain data without what is not there. */
const plain = (report: Report): unknown => JSON.parse(JSON.stringify(report));

function expectSame(report: Report): string {
  const text = writeReport(report);
  expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
  const again = readReport(text);
  expect(plain(again)).toEqual(plain(report));
  expect(writeReport(again)).toBe(text);
  expect(formatTable(again)).toBe(formatTable(report));
  return text;
}

beforeAll(() => useBackend('wasm'));

describe('written and read again', () => {
  it.each(ZOO.map(({ name }) => name))('%s', async (name) => {
    // The same layers, a few channels wide, but for large tests.
    const narrow = (): Workload => narrowWorkload(name, { imageSize: 32, classes: 10 });
    expectSame(isLarge ? await zooReport(name) : await profile(narrow(), { runs: 1 }));
  });

  it('a model in a model, timed', async () => {
    const report = await timedReport();
    expect(report.total.time).not.toBeNull();
    expectSame(report);
  });

  it('a training step', () => {
    const report = trainingReport();
    expect(report.total.phases).not.toBeNull();
    expectSame(report);
  });

  it('a function', () => {
    const report = functionReport();
    expect([report.total.unknownCalls, report.scopes.some(({ kind }) => kind === 'user')]).toEqual([1, true]);
    expectSame(report);
  });

  it('with names that JSON and objects treat in their own way', () => {
    const report = functionReport();
    const names = { ...report, model: '__proto__ \u2028 "\\', repairs: ['a\nb'] };
    expectSame(names);
  });
});

/** Some names of a graph's nodes, as its file writes them; none of a model of layers. */
function nodeNames(folder: string): readonly string[] {
  const { modelTopology } = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as {
    modelTopology: { node?: readonly { readonly name: string }[] };
  };
  const names = (modelTopology.node ?? []).map(({ name }) => name);
  const stride = Math.ceil(names.length / (isLarge ? 300 : 60));
  return names.filter((_, i) => i % stride === 0);
}

/** Counted alone. */
const SLOW = new Set<RealModel>(['hf-vit-ti16', 'handtrack', 'mobilevit-xxs']);

describe('real models', () => {
  const usual = ['blazeface-front', 'handtrack', 'hf-bert-tiny'] as const;
  it.skipIf(noRealModels).each(usualOf('saved reports of real models', REAL_MODELS, usual))(
    '%s, whose nodes are explained by their own names',
    async (model) => {
      const report = SLOW.has(model)
        ? await realReport(model)
        : await profile(await realWorkload(model), { runs: 1 });
      const text = expectSame(report);
      for (const name of nodeNames(realFolder(model))) expect(formatWhy(report, name)).toMatch(/\s·\s/);
      expect(() => formatWhy(report, 'no such node/MatMul_9999')).toThrow('has no layer');
      if (model === 'hf-vit-ti16') expect(text.length).toBeLessThanOrEqual(800_000);
    },
  );
});

it('takes 250 KB for MobileNetV2 at most', async () => {
  const report = await zooReport('mobilenet-v2');
  expect(writeReport(report).length).toBeLessThanOrEqual(250_000);
});

it('has the schema that its types say', async () => {
  const { file } = SCHEMAS.report;
  expect(readFileSync(file, 'utf8')).toBe(await generateSchema(SCHEMAS.report));
});
