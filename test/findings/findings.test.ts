/**
 * @file Findings: each rule has a real small model in which it speaks, and real ones in which it must be silent.
 * Reports come from real runs. Where a rule reads times, the real report gets times of the test's own, since a test
 * must not depend on how fast a machine is.
 */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../src/core/report.ts';
import { briefOf } from '../../src/export/index.ts';
import { findingsOf } from '../../src/findings/rules.ts';
import { formatTable, readReport, writeReport } from '../../src/index.ts';
import { useBackend } from '../support/backend.ts';
import { countRun, sequential, sharedLayer, timed } from './reports.ts';
import { describeKernels } from './rules/kernels.ts';
import { describeLayers } from './rules/layers.ts';
import { describePasses } from './rules/passes.ts';
import { evenly, expectCommand, kernelMs, plain, speaks, spoke, wereSilent } from './speech.ts';

beforeAll(() => useBackend('wasm'));

describeKernels();
describeLayers();
describePasses();

it('nothing is found where nothing is wrong', () => {
  for (const model of [plain(), sharedLayer()]) {
    expect(findingsOf(countRun(model))).toEqual([]);
    expect(findingsOf(evenly(countRun(model)))).toEqual([]);
  }
});

it('each of the ten rules spoke once and was silent once', () => {
  expect(spoke.size).toBe(10);
  expect([...wereSilent].sort()).toEqual([...spoke].sort());
  console.log(`findings: ${spoke.size} of 10 rules spoke, ${wereSilent.size} of 10 were silent`);
});

describe('a command in a remedy', () => {
  const convert = (): Finding =>
    speaks(
      timed(
        countRun(
          sequential(
            tf.layers.dense({ units: 32, inputShape: [24, 32] }),
            tf.layers.layerNormalization({ name: 'norm' }),
          ),
        ),
        kernelMs({ Tile: 5 }),
      ),
      'slow-kernel',
    );

  it('is a field, told as advice in the table, the brief and JSON where no test runs it', () => {
    const finding = { ...convert(), rows: [0] };
    expect(finding.command).toEqual({
      text: 'tensorflowjs_converter --input_format=tfjs_layers_model --output_format=tfjs_graph_model model.json FOLDER',
      from: 'pip install tensorflowjs',
      tried: false,
    });
    const report = { ...countRun(plain()), findings: [finding] };
    const said = 'The command is advice: our tests do not run it.';
    expect(formatTable(report, { width: 600 })).toContain(said);
    expect(JSON.stringify(briefOf(report))).toContain(said);
    expect(readReport(writeReport(report)).findings).toEqual([finding]);
    const tried = { ...finding, command: { ...finding.command!, tried: true } };
    expect(formatTable({ ...report, findings: [tried] }, { width: 600 })).not.toContain(said);
  });

  it('is missed where it is no field, says nothing of where it comes from, or is said to be tried', () => {
    const { command, ...bare } = convert();
    const faults: readonly Finding[] = [
      bare,
      { ...bare, command: { ...command!, from: 'pip install something' } },
      { ...bare, command: { ...command!, tried: true } },
      { ...bare, remedy: 'Run npm install first.' },
    ];
    for (const fault of faults) expect(() => expectCommand(fault)).toThrow();
  });
});
