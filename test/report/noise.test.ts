/** @file The note on noise: where passes differ by about as much as they take, and only there. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Time } from '../../src/core/report.ts';
import { formatTable, profile, type Report } from '../../src/index.ts';
import { useBackend } from '../support/backend.ts';

let report: Report;
beforeAll(async () => {
  const tf = await useBackend('cpu');
  report = await profile(() => tf.tidy(() => tf.matMul(tf.ones([2, 3]), tf.ones([3, 4]))), { runs: 4 });
});

const time = (meanMs: number, madMs: number): Time => ({ meanMs, madMs, firstMs: meanMs, runs: 4 });

/** The table of the same report with other times. */
const printed = (kernels: Time | null, wall: Time | null): string =>
  formatTable({ ...report, total: { ...report.total, time: kernels, wall } }).replaceAll(/\s+/g, ' ');

describe('noise', () => {
  it.each([
    ['of kernels', time(22, 21), time(30, 1), '22.0 ms ± 21.0'],
    ['of the wall-clock', time(10, 1), time(30, 15), '30.0 ms ± 15.0'],
  ])('%s that is as large as the time is told, with a way to less of it', (_, kernels, wall, said) => {
    const table = printed(kernels, wall);
    expect(table).toContain(`noise passes differ by about as much as they take: ${said}`);
    expect(table).toContain('close other programs, and time more passes than these 4');
    expect(table).toContain('counts are exact');
  });

  it.each([
    ['less', time(10, 4.9), time(30, 14.9)],
    ['none', time(10, 0), time(30, 0)],
    ['nothing timed', null, null],
    ['nothing measurable', time(0, 0), time(0, 0)],
  ])('%s: silent', (_, kernels, wall) => {
    expect(printed(kernels, wall)).not.toContain('noise');
  });
});
