/** @file `compare`: two models on the current backend, their passes in turns. */
import { getBackend } from '@tensorflow/tfjs-core';
import {
  checkTurns,
  compareSides,
  playTurns,
  type Comparison,
  type Player,
  type TurnOptions,
} from './candidates.ts';
import type { GivenInputs } from '../session/declared-inputs.ts';
import { profile, type ProfileOptions } from '../profile/profile.ts';
import { sourceOf, type Target } from '../session/session.ts';

/** `runs` are those of each side's own profile, which gives the layers their times; 0 times nothing. */
export interface CompareOptions
  extends TurnOptions, Omit<ProfileOptions, 'executed' | 'peaks' | 'onProgress' | 'name'> {
  /** Those of B where they are not A's. */
  readonly inputsOfB?: GivenInputs;
  readonly names?: readonly [a: string, b: string];
}

/**
 * Profiles `a` and `b` one after the other on the current backend, then runs them in turns, untapped, in random order
 * (seeded), and compares the wall-clock of neighbours. Nothing else may run on tfjs meanwhile.
 * @throws TfjsFlopsError as `profile`; `wrong-backend` where tensors move between backends
 */
export async function compare(a: Target, b: Target, options: CompareOptions = {}): Promise<Comparison> {
  checkTurns(options);
  const {
    names,
    inputs,
    inputsOfB = inputs,
    models = [],
    kernelFormulas,
    layerFormulas,
    runs,
    onProgress,
  } = options;
  const targets = [
    { label: 'A', target: a, inputs, name: names?.[0] },
    { label: 'B', target: b, inputs: inputsOfB, name: names?.[1] },
  ];
  const given = [];
  for (const { label, target, inputs, name } of targets) {
    const report = await profile(target, {
      models,
      ...(kernelFormulas && { kernelFormulas }),
      ...(layerFormulas && { layerFormulas }),
      ...(runs !== undefined && { runs }),
      ...(inputs && { inputs }),
      ...(name !== undefined && { name }),
      onProgress: (done, total) => onProgress?.(`profiling ${label}`, done, total),
    });
    given.push({ label, report });
  }
  if (runs === 0) return compareSides('models', given, null, []);
  const players: Player[] = [];
  try {
    for (const { target, inputs } of targets)
      players.push({
        session: await sourceOf(target, inputs, models).open(),
        backend: getBackend(),
      });
    return compareSides('models', given, await playTurns(players, options), [0, 1]);
  } finally {
    for (const { session } of players) session.dispose();
  }
}
