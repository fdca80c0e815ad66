/** @file `check --gate-time`: two models in turns on this machine, and what can be no pair. No time is asserted. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeReport } from '../../src/saved/write.ts';
import { reportOf } from '../gate/networks.ts';
import { useBackend } from '../support/backend.ts';
import { saveModel } from '../support/save-model.ts';
import { runHere } from './run.ts';

const UNITS = 64;
const folder = mkdtempSync(join(tmpdir(), 'tfjs-flops-gate-time-'));
const [OLD, DEEPER, OTHER] = ['old', 'deeper', 'other'].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];
const REPORT = join(folder, 'report.json');
/** Dense layers in each. */
const [FEW, MANY] = [2, 40];

async function save(place: string, layers: number, inputs = UNITS): Promise<void> {
  const model = tf.sequential({ name: 'net' });
  for (let i = 0; i < layers; i++)
    model.add(
      tf.layers.dense({
        name: `dense${i}`,
        units: UNITS,
        useBias: false,
        ...(i === 0 ? { inputShape: [inputs] } : {}),
      }),
    );
  await saveModel(place, model);
  model.dispose();
}

beforeAll(async () => {
  await useBackend('cpu');
  await save(OLD, FEW);
  await save(DEEPER, MANY);
  await save(OTHER, 1, 3);
  writeFileSync(REPORT, writeReport(reportOf([{ kind: 'dense', name: 'dense0', width: 3 }])));
});
afterAll(() => rmSync(folder, { recursive: true }));

const gated = (model: string, ...words: readonly string[]) =>
  runHere(['check', model, '--backend', 'cpu', ...words]);

const number = (value: number): string => value.toLocaleString('en-US');

it('a model that is twenty times as deep takes longer than it may: exit 1', async () => {
  const { code, out, err } = await gated(DEEPER, '--baseline', OLD, '--gate-time', '+50%');
  expect({ code, err }).toEqual({ code: 1, err: '' });
  const [first, ...rest] = out.trimEnd().split('\n');
  expect(first).toMatch(
    /^FAIL .*deeper: wall-clock \d+\.\d{3} times that of .*old \(.* … .*, \d+ pairs\); allowed \+50 %$/,
  );
  // Time is limited, and nothing else.
  expect(rest.join('\n')).toContain(`not gated: multiply-adds +${number((MANY - FEW) * UNITS * UNITS)} in `);
  expect(out).not.toContain('Meant?');
});

it('the same model passes, and so does a faster one; the summary says how long', async () => {
  const same = await gated(OLD, '--baseline', OLD, '--gate-time', '+50%');
  expect(same).toMatchObject({ code: 0, err: '' });
  expect(same.out).toMatch(/^PASS .*\n {2}wall-clock [\d.]+ times that of .* pairs\): .*; allowed \+50 %\n$/);
  const faster = await gated(OLD, '--baseline', DEEPER, '--gate-time', '+0%', '--markdown', '-');
  expect(faster).toMatchObject({ code: 0, err: '' });
  expect(faster.out).toMatch(/^### .* passes\n[^]*wall-clock .*: faster; allowed \+0 %/);
});

it('other limits stand beside it; each that is broken is told, and annotated', async () => {
  const words = ['--baseline', OLD, '--gate-time', '+50%', '--max-multiply-adds', '+0%', '--backend', 'cpu'];
  const env = { GITHUB_ACTIONS: 'true' };
  const { code, out } = await runHere(['check', DEEPER, ...words], env);
  expect(code).toBe(1);
  expect(out.match(/^FAIL/gm)).toHaveLength(2);
  expect(out.match(/^::error .*(?:multiply-adds,|wall-clock \d)/gm)).toHaveLength(2);
});

it('a model as baseline without it is counted, and not timed', async () => {
  const { code, out } = await gated(DEEPER, '--baseline', OLD);
  expect(code).toBe(1);
  expect(out).toContain(`${number(MANY * UNITS * UNITS)} multiply-adds, +`);
  expect(out).not.toContain('wall-clock');
  expect((await gated(OLD, '--baseline', OLD)).code).toBe(0);
});

describe('what can be no pair: one sentence on stderr, nothing on stdout, code 2', () => {
  it.each<[readonly string[], RegExp]>([
    [
      [OLD, '--gate-time', '+5%'],
      /--gate-time compares with a model .*, and none is named\. Give --baseline MODEL\./,
    ],
    [
      [OLD, '--gate-time', '+5%', '--baseline', REPORT],
      /--gate-time needs a model as --baseline, and .*report\.json is a saved report: nothing of it runs, and times of two moments are no pair\. Give --baseline MODEL, or leave --gate-time out\./,
    ],
    [
      [REPORT, '--gate-time', '+5%', '--baseline', OLD],
      /--gate-time needs a model that runs, and .*report\.json is/,
    ],
    [
      [OLD, '--gate-time', '+5%', '--baseline', join(folder, 'new.json'), '--update'],
      /--update writes a report, and/,
    ],
    [
      [OLD, '--gate-time', '20ms', '--baseline', OLD],
      /--gate-time 20ms is not what may be added .* Give \+5%\./,
    ],
    [[OLD, '--gate-time', '-5%', '--baseline', OLD], /--gate-time -5% is not what may be added/],
    [[OLD, '--gate-time', '320M', '--baseline', OLD], /--gate-time 320M is not what may be added/],
    [[OLD, '--gate-time', '+5%', '--baseline', 'mobilenetv2'], /--baseline mobilenetv2 is not there/],
    [
      [OLD, '--gate-time', '+5%', '--baseline', OTHER],
      /other was made with the inputs 1×3 float32, and this/,
    ],
    // What would be written over is a model.
    [
      [OLD, '--baseline', join(OLD, 'model.json'), '--update'],
      /--update writes the baseline, and .*model\.json is a model/,
    ],
    [
      [OLD, '--baseline', OLD, '--update'],
      /--update writes the baseline, and .*old is a model\. Name a file\./,
    ],
    [[OLD, '--baseline', 'mobilenet-v1', '--update'], /and mobilenet-v1 is a model/],
  ])('%j', async ([model = '', ...words], message) => {
    const { code, out, err } = await gated(model, ...words);
    expect(err).toMatch(message);
    expect(err).toMatch(/^error: [^\n]+\n$/);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });
});
