/** @file `compareBackends`: one workload on several backends; those of this process run in rounds. */
import { getBackend } from '@tensorflow/tfjs-core';
import type { Comparison } from '../core/comparison.ts';
import { TfjsFlopsError } from '../core/errors.ts';
import type { Report } from '../core/report.ts';
import type { Workload } from '../core/workload.ts';
import { profile, type ProfileOptions } from '../profile/profile.ts';
import { isWorkload } from '../session/session.ts';
import { checkOptions } from '../core/options.ts';
import {
  checkRounds,
  comparisonOf,
  ROUND_OPTIONS,
  runRounds,
  type OpenCandidate,
  type RoundOptions,
} from './candidates.ts';
import { switchTo } from './passes.ts';

/** A backend to compare, in this process or in another one. */
export interface BackendCandidate {
  /** The name under which tfjs has it registered in this process; any name where `profile` is given. */
  readonly backend: string;
  /** Profiles the same model in another process; its passes then run in no rounds. */
  readonly profile?: ((onProgress: (done: number, total: number) => void) => Promise<Report>) | undefined;
}

/** `runs` are those of each backend's own profile, which times the layers; with 0 nothing is timed. */
export interface CompareBackendsOptions
  extends RoundOptions, Pick<ProfileOptions, 'runs' | 'kernelFormulas' | 'layerFormulas'> {}

/** `wasm`, and `wasm 2` for a second candidate of that name. */
function labelsOf(backends: readonly BackendCandidate[]): readonly string[] {
  return backends.map(({ backend }, i) => {
    const before = backends.slice(0, i).filter((other) => other.backend === backend).length;
    return before === 0 ? backend : `${backend} ${before + 1}`;
  });
}

const OPTION_NAMES: readonly (keyof CompareBackendsOptions)[] = [
  ...ROUND_OPTIONS,
  'runs',
  'kernelFormulas',
  'layerFormulas',
];

/**
 * Profiles the workload on each backend, one after another; then the backends of this process run it in rounds, each on
 * tensors of its own. Switching backends is not timed. Afterwards the backend that was current is current again.
 * @param backends two or more; names are those of registered backends
 * @throws TfjsFlopsError as `profile`; `live-model` for anything but a workload, `unknown-backend` for a backend that is
 *   not registered, `unknown-option`, `invalid-option`, `wrong-backend` where tensors move between backends
 */
export async function compareBackends(
  workload: Workload,
  backends: readonly (string | BackendCandidate)[],
  options: CompareBackendsOptions = {},
): Promise<Comparison> {
  checkOptions(options, OPTION_NAMES, 'compareBackends()');
  checkRounds(options);
  if (!isWorkload(workload) || workload.isLive === true)
    throw new TfjsFlopsError(
      'live-model',
      'compareBackends() needs a workload, which each backend can open anew: the weights of a live model are on one backend.',
      { remedies: ["give a workload, such as zooWorkload('mobilenet-v2')"] },
    );
  const all = backends.map((given): BackendCandidate =>
    typeof given === 'string' ? { backend: given } : given,
  );
  if (all.length < 2)
    throw new TfjsFlopsError(
      'invalid-option',
      `compareBackends() takes two or more backends, got ${all.length}.`,
      {
        remedies: ["give an array of names, such as ['wasm', 'cpu']"],
      },
    );
  const before = getBackend();
  try {
    return await compareAll(workload, all, options);
  } finally {
    await switchTo(before);
  }
}

async function compareAll(
  workload: Workload,
  backends: readonly BackendCandidate[],
  options: CompareBackendsOptions,
): Promise<Comparison> {
  const { onProgress = () => {}, rounds: _, budgetMs: _ms, seed: _seed, ...rest } = options;
  const labels = labelsOf(backends);
  const given: { label: string; report: Report }[] = [];
  for (const [i, candidate] of backends.entries()) {
    const label = labels[i]!;
    const progress = (done: number, total: number): void => onProgress(`profiling on ${label}`, done, total);
    if (candidate.profile === undefined) await switchTo(candidate.backend);
    const report = await (candidate.profile?.(progress) ??
      profile(workload, { ...rest, onProgress: progress }));
    given.push({ label, report });
  }
  // A device that computes nothing has no wall-clock.
  const here = backends.flatMap((candidate, i) =>
    candidate.profile === undefined && given[i]!.report.total.wall !== null ? [i] : [],
  );
  if (here.length < 2) return comparisonOf('backends', given, null, []);
  const open: OpenCandidate[] = [];
  try {
    for (const i of here) {
      const { backend } = backends[i]!;
      await switchTo(backend);
      open.push({ backend, session: await workload.open() });
    }
    return comparisonOf('backends', given, await runRounds(open, options), here);
  } finally {
    for (const { session } of open) session.dispose();
  }
}
