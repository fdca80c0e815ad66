/** @file What a rule says of a report, and which rules spoke and which were silent in this process. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import type { KernelCall } from '../../src/core/kernel-call.ts';
import type { Finding, Report } from '../../src/core/report.ts';
import { totalOperations } from '../../src/core/ops.ts';
import { countsOf } from '../../src/core/work.ts';
import { findingsOf } from '../../src/findings/rules.ts';
import { sequential, timed } from './reports.ts';

/** What a rule says of a report, if anything. */
export const found = (report: Report, rule: string): Finding | undefined =>
  findingsOf(report).find((finding) => finding.rule === rule);
export const pathsOf = ({ layers }: Report, finding: Finding | undefined): string[] =>
  (finding?.rows ?? []).map((row) => layers[row]!.path.join('/'));

/** Each operation takes as long as any other: no kernel takes more than its part. */
export function evenly(report: Report): Report {
  const costs = new Map(report.calls.map((call, i) => [call, report.costs[i]!]));
  return timed(report, (call) => {
    const cost = costs.get(call)!;
    return cost.state === 'counted' ? totalOperations(countsOf(cost.work)) : 0;
  });
}
export const kernelMs =
  (times: Readonly<Record<string, number>>, otherMs = 1) =>
  ({ kernel }: KernelCall): number =>
    times[kernel] ?? otherMs;

export const spoke = new Set<string>();
export const wereSilent = new Set<string>();
/** Programs that remedies may name. */
const PROGRAM = /\b(?:tensorflowjs_\w|tfjs-flops \w|npm \w|npx \w|pip install|python3? |git \w)/;
/** What tests can run: none of the findings prints such a command now. */
const OURS = /^(?:npx )?tfjs-flops /;

/** A command in a remedy is a field of the finding, with where it comes from; one that no test runs is advice. */
export function expectCommand({ remedy, command }: Finding): void {
  const rest = command === undefined ? remedy : remedy.replace(command.text, '').replace(command.from, '');
  expect(rest).not.toMatch(PROGRAM);
  if (command === undefined) return;
  expect(remedy).toContain(`${command.text} (${command.from})`);
  expect(command.tried).toBe(OURS.test(command.text));
}

export function speaks(report: Report, rule: string): Finding {
  const finding = found(report, rule);
  expect(finding, rule).toBeDefined();
  for (const text of [finding!.what, finding!.cause]) expect(text).toMatch(/^[A-Z0-9].*\.$/);
  expect(finding!.remedy).toMatch(/^(?:[A-Z0-9].*\.)?$/);
  expectCommand(finding!);
  expect(finding!.rows.every((row) => report.layers[row] !== undefined)).toBe(true);
  expect(JSON.parse(JSON.stringify(finding))).toEqual(finding);
  spoke.add(rule);
  return finding!;
}
export function isSilent(report: Report, rule: string): void {
  expect(found(report, rule), rule).toBeUndefined();
  wereSilent.add(rule);
}

/** In which nothing is wrong. */
export const plain = (): tf.Sequential =>
  sequential(tf.layers.dense({ name: 'fc', units: 3, inputShape: [4], activation: 'relu' }));
