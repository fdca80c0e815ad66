/**
 * @file Tables of real models, and of five that are built here with the public names of their layers, at 80, 100 and 140
 * columns, counted and not timed, against files. `UPDATE_GOLDEN=1` rewrites the files; read the difference before it is
 * committed.
 */
import { readFile, writeFile } from 'node:fs/promises';
import type * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { formatTable, type Report } from '../../src/index.ts';
import { useBackend } from '../support/backend.ts';
import { noRealModels, quickRealModels, realReport } from '../support/real-models.ts';
import { readTable } from './printed.ts';
import { countModel } from './reports.ts';
import { darknet53, efficientNetB0, mobileNetV2, teachableMachine, yoloTiny } from './networks.ts';

const WIDTHS = [80, 100, 140];
/** With the line of totals. */
const SCREEN = 25;

beforeAll(() => useBackend('wasm'));

async function expectGolden(name: string, report: Report): Promise<void> {
  const same: Report = { ...report, environment: {}, memory: null };
  const tables = WIDTHS.map((width) => formatTable(same, { width }));
  const text = `${tables.join('\n\n')}\n`;
  const file = new URL(`../golden/real/${name}.txt`, import.meta.url);
  if (process.env['UPDATE_GOLDEN']) await writeFile(file, text);
  expect(text).toBe(await readFile(file, 'utf8'));
  for (const [i, table] of tables.entries()) {
    const { lines } = readTable(table);
    expect(lines.length + 1).toBeLessThanOrEqual(SCREEN);
    const top = lines.filter(({ level }) => level === 0).map((line) => line.name);
    expect(new Set(top).size).toBe(top.length);
    for (const line of table.split('\n')) expect(line.length).toBeLessThanOrEqual(WIDTHS[i]!);
  }
}

const TWINS: Readonly<Record<string, () => tf.LayersModel>> = {
  'teachable-machine': teachableMachine,
  'yolov3-tiny': yoloTiny,
  'keras-mobilenet-v2': mobileNetV2,
  'keras-efficientnet-b0': efficientNetB0,
  darknet53,
};

it.each(Object.entries(TWINS))('%s', async (name, make) => {
  const model = make();
  await expectGolden(name, countModel(model));
  model.dispose();
});

describe.skipIf(noRealModels)('real models', () => {
  it.each(quickRealModels('tables of real models'))('%s', async (name) =>
    expectGolden(name, await realReport(name)),
  );
});
