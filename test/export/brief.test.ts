/** @file A brief takes two kilobytes whatever the report, and says its totals to the digit. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Finding, Report } from '../../src/core/report.ts';
import { rowName } from '../../src/core/writing.ts';
import { briefOf, toBrief, type Brief } from '../../src/export/brief.ts';
import { runHere } from '../cli/run.ts';
import { useBackend } from '../support/backend.ts';
import { noRealModels, realReport } from '../support/real-models.ts';
import { reports } from './reports.ts';

const MOST_BYTES = 2_048;
const LENGTH = 1_000;

let made: ReadonlyMap<string, Report>;
beforeAll(async () => {
  made = await reports();
});

const read = (report: Report): Brief => {
  const text = toBrief(report);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MOST_BYTES);
  expect(text).not.toContain('\n');
  return JSON.parse(text) as Brief;
};

function expectTotals({ total, costliest, inputCount }: Brief, report: Report): void {
  const { counted, parameters, calls, unknownCalls, residual } = report.total;
  expect(total).toMatchObject({
    multiplyAdds: counted.multiplyAdds,
    flops: 2 * counted.multiplyAdds,
    parameters: parameters.total,
    kernelCalls: calls,
    unknownCalls,
    peakBytes: report.memory?.peakBytes ?? null,
    residual,
  });
  expect(total.kernelMs === null).toBe(report.total.time === null);
  expect(inputCount).toBe(report.inputs.length);
  const works = report.layers
    .map((row) => row.counted.multiplyAdds)
    .filter((work) => work > 0)
    .toSorted((a, b) => b - a);
  const known = costliest.flatMap(({ multiplyAdds }) => (multiplyAdds === null ? [] : [multiplyAdds]));
  expect(known).toEqual(works.slice(0, known.length));
  for (const { multiplyAdds, share } of costliest) if (multiplyAdds === null) expect(share).toBeNull();
}

describe('a brief', () => {
  it('of reports of every kind has their totals', () => {
    for (const report of made.values()) expectTotals(read(report), report);
  });

  it('has rows, findings and inputs whole where they fit', () => {
    const report = made.get('layers with times')!;
    const brief = read(report);
    const worked = report.layers.filter(({ counted }) => counted.multiplyAdds > 0);
    expect(brief.costliest.map(({ name }) => name).toSorted()).toEqual(worked.map(rowName).toSorted());
    expect(brief.costliest.reduce((sum, { share }) => sum + share!, 0)).toBeCloseTo(1, 3);
    expect(brief.costliest.every(({ ms }) => ms !== null)).toBe(true);
    expect(brief.findings.map(({ rule }) => rule)).toEqual(report.findings.map(({ rule }) => rule));
    expect(brief.inputs.map(({ shape }) => shape)).toEqual(report.inputs.map(({ shape }) => shape));
    expect(brief.environment).toMatchObject({ tfjs: '4.22.0', clock: 'host' });
  });

  it('of unknown work is null where nothing else is known', () => {
    const report = made.get('kernels without a formula')!;
    const { total, costliest } = read(report);
    expect(total.unknownCalls).toBeGreaterThan(0);
    expect(costliest.some(({ multiplyAdds }) => multiplyAdds === null)).toBe(true);
  });

  it.each(['n', 'é', '漢', '🜚', '"', '\\', '\n', '\u202e', '\ud800'])(
    'of names and sentences of 1,000 × %j is cut with …',
    (character) => {
      const long = character.repeat(LENGTH);
      const report = made.get('layers with times')!;
      const layer = report.layers.find(({ counted }) => counted.multiplyAdds > 0);
      const finding: Finding = {
        rule: long,
        marks: null,
        what: long,
        work: [],
        cause: long,
        remedy: long,
        evidence: {},
        rows: [],
      };
      const [input] = report.inputs;
      const grown: Report = {
        ...report,
        model: long,
        backend: long,
        environment: { ...report.environment, tfjs: long, runtime: long },
        layers: Array.from({ length: 50 }, (_, i) => ({ ...layer!, path: [`${i}${long}${i}`] })),
        findings: Array.from({ length: 20 }, () => finding),
        inputs: Array.from({ length: 50 }, () => ({
          ...input!,
          name: long,
          shape: Array.from({ length: 8 }, () => Number.MAX_SAFE_INTEGER),
        })),
      };
      const brief = read(grown);
      expect(brief.costliest.length).toBeGreaterThanOrEqual(5);
      expect(brief.inputCount).toBe(50);
      for (const { name } of brief.costliest) expect(name).toMatch(/^\d+.*….*\d$/u);
      for (const { what } of brief.findings) expect(what).toMatch(/…$/);
      expect(brief.total.parameters).toBe(report.total.parameters.total);
    },
  );

  it('of no report is refused in a sentence', () => {
    expect(() => briefOf({} as Report)).toThrow(/^briefOf\(\) takes a report, got /);
  });

  it('is printed by the command line', async () => {
    await useBackend('cpu');
    const words = ['profile', 'mobilenet-v2', '--image-size', '32', '--backend', 'cpu', '--runs', '0'];
    const { code, out, err } = await runHere([...words, '--brief', '-']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const { costliest, total } = JSON.parse(out) as Brief;
    expect(costliest.length).toBe(10);
    expect(total.residual).toBe(0);
  });
});

it.skipIf(noRealModels).each(['handtrack', 'hf-vit-ti16', 'mobilevit-xxs'] as const)(
  'of %s',
  async (model) => {
    const report = await realReport(model);
    const brief = read(report);
    expectTotals(brief, report);
    expect(brief.costliest.length).toBe(10);
    expect(brief.findings.length).toBe(report.findings.length);
  },
);
