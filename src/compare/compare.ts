/** @file `compare`: two models on the current backend, their passes in rounds. */
import { getBackend } from '@tensorflow/tfjs-core';
import type { Comparison } from '../core/comparison.ts';
import { profile, type ProfileOptions } from '../profile/profile.ts';
import type { GivenInputs } from '../session/declared-inputs.ts';
import { workloadFrom, type Profilable } from '../session/session.ts';
import { checkOptions } from '../core/options.ts';
import {
  checkRounds,
  comparisonOf,
  ROUND_OPTIONS,
  runRounds,
  type OpenCandidate,
  type RoundOptions,
} from './candidates.ts';

/** `runs` are those of each candidate's own profile, which times the layers; with 0 nothing is timed. */
export interface CompareOptions
  extends RoundOptions, Omit<ProfileOptions, 'executed' | 'peaks' | 'onProgress' | 'name'> {
  /** Inputs of B; default: those of A. */
  readonly inputsOfB?: GivenInputs | undefined;
  /** Names for the two reports. */
  readonly names?: readonly [a: string, b: string] | undefined;
}

const OPTION_NAMES: readonly (keyof CompareOptions)[] = [
  ...ROUND_OPTIONS,
  'runs',
  'inputs',
  'inputsOfB',
  'names',
  'models',
  'kernelFormulas',
  'layerFormulas',
];

/**
 * Profiles `a` and `b` one after the other on the current backend, then runs them untapped in rounds, in a random order
 * (seeded), and compares the wall-clock of passes of one round. Nothing else may run on tfjs meanwhile.
 * @throws TfjsFlopsError as `profile`; `unknown-option`, `wrong-backend` where tensors move between backends
 */
export async function compare(
  a: Profilable,
  b: Profilable,
  options: CompareOptions = {},
): Promise<Comparison> {
  checkOptions(options, OPTION_NAMES, 'compare()');
  checkRounds(options);
  const { names, inputs, inputsOfB = inputs, models = [], kernelFormulas, layerFormulas, runs } = options;
  const targets = [
    { label: 'A', target: a, inputs, name: names?.[0] },
    { label: 'B', target: b, inputs: inputsOfB, name: names?.[1] },
  ];
  const given = [];
  for (const { label, target, inputs, name } of targets) {
    const report = await profile(target, {
      models,
      kernelFormulas,
      layerFormulas,
      runs,
      inputs,
      name,
      onProgress: (done, total) => options.onProgress?.(`profiling ${label}`, done, total),
    });
    given.push({ label, report });
  }
  if (runs === 0) return comparisonOf('models', given, null, []);
  const open: OpenCandidate[] = [];
  try {
    for (const { target, inputs } of targets)
      open.push({ session: await workloadFrom(target, { inputs, models }).open(), backend: getBackend() });
    return comparisonOf('models', given, await runRounds(open, options), [0, 1]);
  } finally {
    for (const { session } of open) session.dispose();
  }
}
