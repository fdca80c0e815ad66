/** @file `compare`: two models on the current backend, their passes in rounds. */
import type { Comparison } from '../core/comparison.ts';
import { checkProfileOptions, type ProfileOptions } from '../profile/options.ts';
import type { GivenInputs } from '../session/declared-inputs.ts';
import { workloadFrom, type Profilable } from '../session/session.ts';
import { checkOptions } from '../core/options.ts';
import { checkRounds, comparisonOf, ROUND_OPTIONS, type RoundOptions } from './candidates.ts';
import { profileInTurns } from './in-turns.ts';

/** `runs` are the passes of each candidate that time its layers; with 0 nothing is timed. */
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
  'batch',
  'signal',
  'inputsOfB',
  'names',
  'models',
  'kernelFormulas',
  'layerFormulas',
];

/**
 * Profiles `a` and `b` in turns on the current backend: after the first pass of both they run untapped in rounds, in a
 * random order (seeded), whose wall-clocks are compared within a round, then tapped in rounds, for layers and kernels.
 * Nothing else may run on tfjs meanwhile.
 * @throws TfjsFlopsError as `profile`, `aborted` by `signal`; `unknown-option`, `wrong-backend` where tensors move between backends
 */
export async function compare(
  a: Profilable,
  b: Profilable,
  options: CompareOptions = {},
): Promise<Comparison> {
  checkOptions(options, OPTION_NAMES, 'compare()');
  checkRounds(options);
  const { names, inputs, inputsOfB = inputs, models = [], batch, signal } = options;
  const { kernelFormulas, layerFormulas, runs } = options;
  const targets = [
    { label: 'A', target: a, inputs, name: names?.[0] },
    { label: 'B', target: b, inputs: inputsOfB, name: names?.[1] },
  ];
  const shared = { models, kernelFormulas, layerFormulas, runs, batch, signal };
  for (const { inputs, name } of targets) checkProfileOptions({ ...shared, inputs, name });
  const { reports, rounds, inRounds } = await profileInTurns(
    targets.map(({ label, target, inputs, name }) => ({
      label,
      workload: workloadFrom(target, { inputs, models, batch }),
      name,
    })),
    options,
  );
  const given = reports.map((report, i) => ({ label: targets[i]!.label, report }));
  return comparisonOf('models', given, rounds, inRounds);
}
