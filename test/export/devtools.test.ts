/** @file The track of DevTools without a browser: entries of the performance timeline, nested as the report's layers are. */
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/core/report.ts';
import { markDevTools, type DevToolsOptions } from '../../src/export/index.ts';
import { reports } from './reports.ts';

let made: ReadonlyMap<string, Report>;
beforeAll(async () => {
  made = await reports();
});
afterEach(() => performance.clearMeasures());

interface Entry {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Layers in the timeline, and kernels as they were given to the console. */
function marked(
  report: Report,
  options: DevToolsOptions = {},
): { layers: readonly Entry[]; kernels: readonly Entry[] } {
  const kernels: Entry[] = [];
  const { timeStamp } = console;
  console.timeStamp = ((name: string, start: number, end: number) =>
    void kernels.push({ name, start, end })) as typeof timeStamp;
  try {
    markDevTools(report, options);
  } finally {
    console.timeStamp = timeStamp;
  }
  const entries = performance.getEntriesByType('measure');
  const layers = entries.map(({ name, startTime, duration }) => ({
    name,
    start: startTime,
    end: startTime + duration,
  }));
  return { layers, kernels };
}

/** Sums of differences of doubles, in milliseconds. */
const NEAR_MS = 1e-6;

describe('markDevTools', () => {
  it('lays kernels end to end, each within its layers, from where it is told', () => {
    const report = made.get('layers with times')!;
    const { layers, kernels } = marked(report, { startMs: 7 });
    expect(kernels).toHaveLength(report.entries.length);
    expect(layers[0]).toMatchObject({ name: 'nested', start: 7 });
    expect(kernels.at(-1)!.end).toBeCloseTo(7 + report.total.time!.meanMs, 3);
    for (const [i, kernel] of kernels.entries()) {
      expect(kernel.start).toBeCloseTo(i === 0 ? 7 : kernels[i - 1]!.end, 9);
      const around = layers.filter(
        ({ start, end }) => start <= kernel.start + NEAR_MS && kernel.end <= end + NEAR_MS,
      );
      expect(around.length).toBeGreaterThanOrEqual(2);
    }
    expect(layers.map(({ name }) => name)).toEqual(expect.arrayContaining(['tower1', 'tower1.conv', 'head']));
  });

  it('ends now where nothing is said, and is never before the page', () => {
    const report = made.get('layers with times')!;
    const before = performance.now();
    const [{ start, end }] = marked(report).layers as [Entry];
    expect(start).toBeGreaterThanOrEqual(0);
    expect(end).toBeGreaterThanOrEqual(Math.min(before, report.total.time!.meanMs));
    expect(end).toBeLessThanOrEqual(Math.max(performance.now(), report.total.time!.meanMs) + NEAR_MS);
  });

  it('is refused in one sentence without times, and with options that are none', () => {
    expect(() => markDevTools(made.get('layers')!)).toThrow(
      'A track of DevTools lays kernels out by their times, and this report has none. Profile with timed passes: runs: 10',
    );
    const report = made.get('layers with times')!;
    expect(() => markDevTools(report, { startMs: -1 })).toThrow('startMs: -1 is not milliseconds from 0 up.');
    expect(() => markDevTools(report, { start: 1 } as DevToolsOptions)).toThrow(
      'start is not an option of markDevTools(), which takes unit and startMs.',
    );
  });
});
