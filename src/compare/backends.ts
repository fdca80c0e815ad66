/** @file `compareBackends`: one workload on several backends; those of this process run in rounds. */
import { getBackend } from '@tensorflow/tfjs-core';
import type { Comparison } from '../core/comparison.ts';
import { TfjsFlopsError } from '../core/errors.ts';
import type { Report } from '../core/report.ts';
import type { Workload } from '../core/workload.ts';
import { checkProfileOptions, type ProfileOptions } from '../profile/options.ts';
import { isWorkload } from '../session/session.ts';
import { checkOptions, received } from '../core/options.ts';
import { checkRounds, comparisonOf, ROUND_OPTIONS, type RoundOptions } from './candidates.ts';
import { profileInTurns } from './in-turns.ts';
import { switchTo } from './passes.ts';

/** A backend to compare, in this process or in another one. */
export interface BackendCandidate {
  /** The name under which tfjs has it registered in this process; any name where `profile` is given. */
  readonly backend: string;
  /** Profiles the same model in another process; its passes then run in no rounds. */
  readonly profile?: ((onProgress: (done: number, total: number) => void) => Promise<Report>) | undefined;
}

/** `runs` are the passes on each backend that time the layers; with 0 nothing is timed. */
export interface CompareBackendsOptions
  extends RoundOptions, Pick<ProfileOptions, 'runs' | 'signal' | 'kernelFormulas' | 'layerFormulas'> {}

/** `wasm`, and `wasm 2` for a second candidate of that name. */
function labelsOf(backends: readonly BackendCandidate[]): readonly string[] {
  return backends.map(({ backend }, i) => {
    const before = backends.slice(0, i).filter((other) => other.backend === backend).length;
    return before === 0 ? backend : `${backend} ${before + 1}`;
  });
}

const isOne = (one: unknown): boolean =>
  typeof one === 'string' ||
  (typeof one === 'object' && one !== null && typeof Reflect.get(one, 'backend') === 'string');

/** @throws TfjsFlopsError `invalid-input` for anything but an array of names and candidates */
function listOf(backends: unknown): readonly (string | BackendCandidate)[] {
  if (Array.isArray(backends) && backends.every(isOne)) return backends as (string | BackendCandidate)[];
  const wrong: unknown = Array.isArray(backends) ? backends.find((one) => !isOne(one)) : backends;
  throw new TfjsFlopsError(
    'invalid-input',
    `compareBackends() takes an array of backends, got ${Array.isArray(backends) ? `${received(wrong)} in it` : received(wrong)}`,
    { remedies: ["write ['wasm', 'cpu']"] },
  );
}

const OPTION_NAMES: readonly (keyof CompareBackendsOptions)[] = [
  ...ROUND_OPTIONS,
  'runs',
  'signal',
  'kernelFormulas',
  'layerFormulas',
];

/**
 * Profiles the workload on each backend; those of this process run it in turns, untapped rounds first and then tapped
 * ones, each on tensors of its own. Switching backends is not timed. Afterwards the backend that was current is current
 * again.
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
  const { runs, signal, kernelFormulas, layerFormulas } = options;
  checkProfileOptions({ runs, signal, kernelFormulas, layerFormulas });
  if (!isWorkload(workload) || workload.isLive === true)
    throw new TfjsFlopsError(
      'live-model',
      'compareBackends() needs a workload, which each backend can open anew: the weights of a live model are on one backend.',
      { remedies: ["give a workload, such as zooWorkload('mobilenet-v2')"] },
    );
  const all = listOf(backends).map((given): BackendCandidate =>
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
  const { onProgress = () => {} } = options;
  const labels = labelsOf(backends);
  const reports: Report[] = [];
  for (const [i, { profile }] of backends.entries())
    if (profile !== undefined)
      reports[i] = await profile((done, total) => onProgress(`profiling on ${labels[i]}`, done, total));
  const here = backends.flatMap(({ profile }, i) => (profile === undefined ? [i] : []));
  const turns = await profileInTurns(
    here.map((i) => ({ label: labels[i]!, workload, backend: backends[i]!.backend })),
    options,
  );
  for (const [turn, i] of here.entries()) reports[i] = turns.reports[turn]!;
  return comparisonOf(
    'backends',
    reports.map((report, i) => ({ label: labels[i]!, report })),
    turns.rounds,
    turns.inRounds.map((turn) => here[turn]!),
  );
}
