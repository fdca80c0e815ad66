/** @file What stands around the table: parts of layers, memory, repairs, work outside kernels, findings. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Finding, Report } from '../../src/core/report.ts';
import { bytes } from '../../src/report/memory.ts';
import { formatTable } from '../../src/report/table.ts';
import { formatWhy } from '../../src/report/why.ts';
import { useBackend } from '../support/backend.ts';
import { numberIn, readTable } from './printed.ts';
import { countModel, nestedModel } from './reports.ts';

beforeAll(() => useBackend('cpu'));

const [STEPS, INPUTS, UNITS] = [5, 4, 3];
const lstm = (): tf.LayersModel => {
  const layer = tf.layers.lstm({ name: 'lstm', units: UNITS, inputShape: [STEPS, INPUTS] });
  const head = tf.layers.dense({ name: 'head', units: 2 });
  return tf.sequential({ layers: [layer, head] });
};
/** Four gates of a step. */
const WORK = STEPS * 4 * UNITS * (INPUTS + UNITS);

describe('parts', () => {
  it('stand below their holder, which agrees with theory as a whole', () => {
    const report = countModel(lstm());
    const { lines, total } = readTable(formatTable(report, { width: 120, depth: 'all' }));
    const [whole, own, cell] = lines;
    expect([whole!.name, own!.name, cell!.name]).toEqual(['lstm', '(itself)', 'cell']);
    expect([whole!.level, own!.level, cell!.level]).toEqual([0, 1, 1]);
    expect(numberIn(whole!.cell('Multiply-adds'))).toBe(WORK);
    expect(whole!.cell('theory')).toBe('=');
    expect(numberIn(cell!.cell('Multiply-adds'))).toBe(WORK);
    expect([own!.cell('theory'), cell!.cell('theory')]).toEqual(['·', '·']);
    expect(total.cell('theory')).toBe('=');
  });

  it('are closed at first', () => {
    const { lines } = readTable(formatTable(countModel(lstm()), { width: 120 }));
    expect(lines.map(({ name }) => name)).toEqual(['lstm', 'head', '(model itself)']);
  });

  it('are explained with their holder', () => {
    const report = countModel(lstm());
    const text = formatWhy(report, 'lstm');
    expect(text).toMatch(/parts +lstm\.cell/);
    expect(text).toMatch(/theory +that of lstm, which holds it/);
  });

  it('show a wrong theory in the line of the holder', () => {
    const report = countModel(lstm(), {
      layerFormulas: {
        LSTM: () => ({ outputs: [[1, UNITS]], work: [], parameters: report0.total.parameters }),
      },
    });
    expect(readTable(formatTable(report, { width: 120 })).lines[0]!.cell('theory')).toBe(`-${WORK}`);
  });
  const report0 = { total: { parameters: { trainable: 0, nonTrainable: 0, frozen: 0, total: 0 } } };
});

const tableWith = (over: Partial<Report>): string =>
  formatTable({ ...countModel(nestedModel()), ...over }, { width: 400 });

describe('memory', () => {
  const memory = {
    diskBytes: 5_800_000,
    weightBytes: 22_900_000,
    peakBytes: 31_200_000,
    beforeBytes: 23_000_000,
    peakScope: 0,
    liveBytes: [],
  };

  it('tells weights, disk, peak and where', () => {
    const report = countModel(nestedModel());
    const peakScope = report.layers.find(({ path }) => path.join('.') === 'wide.conv')!.scope!;
    const text = tableWith({ memory: { ...memory, peakScope } });
    expect(text).toMatch(
      /memory +weights 22\.9 MB \(5\.8 MB on disk, quantised\) · peak 31\.2 MB alive at wide\.conv, 23\.0 MB of it before/,
    );
    expect(text).toContain(`activations ${bytes(report.total.outputBytes)}`.replaceAll('\u00A0', ' '));
  });

  it('says nothing of what is not known', () => {
    const text = tableWith({ memory: { ...memory, diskBytes: null } });
    expect(text).toContain('weights 22.9 MB · peak 31.2 MB alive, ');
    expect(tableWith({ memory: { ...memory, diskBytes: memory.weightBytes } })).not.toContain('quantised');
    expect(tableWith({ memory: null })).not.toMatch(/^ {2}memory/m);
  });

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [22_869_664, '22.9 MB'],
    [3e9, '3.0 GB'],
  ])('%i bytes are %s', (amount, text) => {
    expect(bytes(amount)).toBe(text.replace(' ', '\u00A0'));
  });
});

it('tells what was repaired', () => {
  expect(tableWith({ repairs: ['dtype policies became dtypes', 'seeds were dropped'] })).toMatch(
    /repaired +dtype policies became dtypes · seeds were dropped/,
  );
  expect(tableWith({ repairs: [] })).not.toContain('repaired');
});

it('tells what runs outside kernels, and for how long at most where time was taken', () => {
  const hostWork = [
    { scope: 0, op: 'NonMaxSuppressionV5', calls: 1, upperMs: 0.5 },
    { scope: 1, op: 'NonMaxSuppressionV3', calls: 2, upperMs: 0.25 },
    { scope: 1, op: 'Where', calls: 1, upperMs: 0.125 },
  ];
  const text = tableWith({ hostWork });
  expect(text).toContain(
    '3 non-max suppressions in JavaScript, outside kernels · 1 search for true elements',
  );
  const { total } = countModel(nestedModel());
  const time = { meanMs: 1, madMs: 0, firstMs: 1, runs: 1 };
  expect(tableWith({ hostWork, total: { ...total, time } })).toContain(
    '3 non-max suppressions in JavaScript, outside kernels, at most 0.750 ms',
  );
});

describe('findings', () => {
  const finding = (rule: string, rows: readonly number[]): Finding => ({
    rule,
    marks: rule === 'batch-norm-unfolded' ? 'time' : null,
    what: 'Something takes most of the time.',
    work: [],
    cause: 'It is slow.',
    remedy: 'Leave it out.',
    evidence: {},
    rows,
  });

  it('are paragraphs below the notes, wrapped beside their mark', () => {
    const report = {
      ...countModel(nestedModel()),
      findings: [finding('slow-kernel', [1]), finding('other', [])],
    };
    const text = formatTable(report, { width: 40 });
    expect(
      text.endsWith(
        [
          '  ▲ Something takes most of the time. It',
          '    is slow. Leave it out.',
          '  ▲ Something takes most of the time. It',
          '    is slow. Leave it out.',
        ].join('\n'),
      ),
    ).toBe(true);
    expect(formatTable({ ...report, findings: [] })).not.toContain('▲');
  });

  it('on time mark the lines whose time they explain, and no other', () => {
    const counted = countModel(nestedModel());
    const time = (meanMs: number): object => ({ meanMs, madMs: 0, firstMs: meanMs, runs: 1 });
    const layers = counted.layers.map((row) => ({ ...row, time: time(row.path.at(-1) === 'norm' ? 3 : 1) }));
    const slow = layers.flatMap(({ path }, i) => (path.at(-1) === 'norm' ? [i] : []));
    const report = {
      ...counted,
      layers,
      total: { ...counted.total, time: time(layers.length) },
    } as unknown as Report;
    const marked = (findings: readonly Finding[]): string[] =>
      formatTable({ ...report, findings }, { width: 200 })
        .split('\n')
        .filter((line) => /\d ▲/.test(line))
        .map((line) => /^[ ▸├└│]*(\S+)/.exec(line)![1]!);
    // Of the three layers of a tower the norm takes three fifths of the time.
    expect(marked([finding('batch-norm-unfolded', slow)])).toEqual(['tower1…2', 'norm', 'wide']);
    expect(marked([finding('data-dependent', slow)])).toEqual([]);
    expect(marked([])).toEqual([]);
  });
});
