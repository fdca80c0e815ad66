/** @file The same small model, built and counted again and again, against baselines that other runs have written. */
import { breachSentence } from '../../src/gate/text.ts';
import { judge } from '../../src/gate/check.ts';
import { readReport } from '../../src/saved/read.ts';
import { writeReport } from '../../src/saved/write.ts';
import { reportOf, type Part } from './networks.ts';

/** What most networks are made of: kernels that backends fuse, weights that are random, a view, a pool. */
const PARTS: readonly Part[] = [
  { kind: 'conv', name: 'stem', width: 4, kernel: 3, stride: 2 },
  { kind: 'norm', name: 'norm' },
  { kind: 'relu', name: 'act' },
  { kind: 'depthwise', name: 'depth', kernel: 3 },
  { kind: 'conv', name: 'point', width: 6, kernel: 1, padding: 'valid', useBias: false },
  { kind: 'pool', name: 'pool' },
  { kind: 'dense', name: 'head', width: 3 },
];

/** A baseline on the current backend, as `check --update` writes it. */
export const baselineText = (): string => writeReport(reportOf(PARTS));

/** How often a new count was judged, and what was said each time that it did not pass. */
export interface Repeats {
  readonly checks: number;
  readonly failures: readonly string[];
}

/** Counts so many times on the current backend; each count against the text of a baseline. */
export function repeatCheck(baseline: string, times: number): Repeats {
  const before = readReport(baseline);
  const failures: string[] = [];
  for (let i = 0; i < times; i++) {
    const { breaches, less, ungated } = judge(reportOf(PARTS), {}, before);
    const said = [
      ...breaches.map((breach) => breachSentence(breach)),
      // Nothing may move at all.
      ...[...less, ...ungated].map(({ figure, before: was, actual }) => `${figure} ${was} → ${actual}`),
    ];
    if (said.length > 0) failures.push(said.join('; '));
  }
  return { checks: times, failures };
}

/** Of a narrower head: what the model must not be within. */
export const narrowerText = (): string =>
  writeReport(reportOf(PARTS.map((part) => (part.name === 'head' ? { ...part, width: 2 } : part))));
