/** @file What happens when a mutant is profiled by the command, in this process. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { writeFiles } from '../load/small-models.ts';
import type { Outcome as Printed } from '../cli/run.ts';
import type { Mutant } from './mutate.ts';

/** The kinds that no input may cause; `hang` and `crash` are seen from another process. */
export const BAD = [
  'not expected',
  'tensors left',
  'raw control character',
  'no sentence',
  'hang',
  'crash',
] as const;

export type Kind = 'fine' | 'refused' | (typeof BAD)[number];

export const isBad = (kind: Kind): boolean => BAD.some((bad) => bad === kind);

export interface Outcome {
  readonly seed: number;
  readonly kind: Kind;
  /** What was printed, where it is bad. */
  readonly says: string;
}

/** The command line, run in this process. */
export type Command = (words: readonly string[]) => Promise<Printed>;

/** Others than the end of a line, with C1, bidi and line separators. */
// oxlint-disable-next-line no-control-regex -- what is looked for
const RAW = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/u;

function kindOf({ code }: Printed, printed: string, tensorsLeft: number): Kind {
  if (RAW.test(printed)) return 'raw control character';
  if (printed.includes('not expected')) return 'not expected';
  if (tensorsLeft !== 0) return 'tensors left';
  if (code === 0) return 'fine';
  const lines = printed
    .trim()
    .split('\n')
    .filter((line) => line.startsWith('error: '));
  return lines.length === 1 ? 'refused' : 'no sentence';
}

/** Profiles the mutant on cpu, one pass. @throws only what the command lets out */
export async function outcomeOf({ seed, files }: Mutant, command: Command): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'tfjs-flops-fuzz-'));
  try {
    writeFiles(folder, files);
    const before = tf.memory().numTensors;
    const result = await command(['profile', folder, '--backend', 'cpu', '--runs', '0']);
    const printed = result.out + result.err;
    const kind = kindOf(result, printed, tf.memory().numTensors - before);
    return { seed, kind, says: kind === 'fine' || kind === 'refused' ? '' : printed };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
