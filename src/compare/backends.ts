/** @file `compareBackends`: one recipe on several backends; those of this process take turns. */
import { getBackend } from '@tensorflow/tfjs-core';
import { TfjsFlopsError } from '../core/errors.ts';
import type { Report } from '../core/report.ts';
import type { Workload } from '../core/workload.ts';
import {
  checkTurns,
  compareSides,
  playTurns,
  type Comparison,
  type Player,
  type TurnOptions,
} from './candidates.ts';
import { switchTo } from './passes.ts';
import { profile, type ProfileOptions } from '../profile/profile.ts';

/** Where the model runs. */
export interface Lane {
  /** As tfjs has it registered in this process; any name where `profile` is given. */
  readonly backend: string;
  /** Profiles the same model elsewhere; passes in another process take no turns. */
  readonly profile?: (onProgress: (done: number, total: number) => void) => Promise<Report>;
}

/** `runs` are those of each backend's own profile, which gives the layers their times; 0 times nothing. */
export interface CompareBackendsOptions
  extends TurnOptions, Pick<ProfileOptions, 'runs' | 'kernelFormulas' | 'layerFormulas'> {}

const isRecipe = (target: object): target is Workload => 'open' in target && 'spec' in target;

/** `wasm`, and `wasm 2` where it comes again. */
function labelsOf(lanes: readonly Lane[]): readonly string[] {
  return lanes.map(({ backend }, i) => {
    const before = lanes.slice(0, i).filter((lane) => lane.backend === backend).length;
    return before === 0 ? backend : `${backend} ${before + 1}`;
  });
}

/**
 * Profiles the recipe on each backend, one after another; then the backends of this process run it in turns, each on
 * tensors of its own. Changing backends is in no time. The backend that was current is current again.
 * @param lanes two or more; names are those of registered backends
 * @throws TfjsFlopsError as `profile`; `live-model` for anything but a recipe, `unknown-backend` for one that is not
 *   registered, `invalid-option`, `wrong-backend` where tensors move between backends
 */
export async function compareBackends(
  recipe: Workload,
  lanes: readonly (string | Lane)[],
  options: CompareBackendsOptions = {},
): Promise<Comparison> {
  checkTurns(options);
  if (!isRecipe(recipe))
    throw new TfjsFlopsError(
      'live-model',
      'Several backends need a recipe that each opens anew, such as zooWorkload("mobilenet-v2"): a live model has its weights on one.',
    );
  const all = lanes.map((lane): Lane => (typeof lane === 'string' ? { backend: lane } : lane));
  if (all.length < 2)
    throw new TfjsFlopsError('invalid-option', `A comparison takes two backends or more, got ${all.length}.`);
  const before = getBackend();
  try {
    return await compareLanes(recipe, all, options);
  } finally {
    await switchTo(before);
  }
}

async function compareLanes(
  recipe: Workload,
  lanes: readonly Lane[],
  options: CompareBackendsOptions,
): Promise<Comparison> {
  const { onProgress = () => {}, rounds: _, budgetMs: _ms, seed: _seed, ...rest } = options;
  const labels = labelsOf(lanes);
  const given: { label: string; report: Report }[] = [];
  for (const [i, lane] of lanes.entries()) {
    const label = labels[i]!;
    const progress = (done: number, total: number): void => onProgress(`profiling on ${label}`, done, total);
    if (lane.profile === undefined) await switchTo(lane.backend);
    const report = await (lane.profile?.(progress) ?? profile(recipe, { ...rest, onProgress: progress }));
    given.push({ label, report });
  }
  // A device that computes nothing has no wall-clock.
  const here = lanes.flatMap((lane, i) =>
    lane.profile === undefined && given[i]!.report.total.wall !== null ? [i] : [],
  );
  if (here.length < 2) return compareSides('backends', given, null, []);
  const players: Player[] = [];
  try {
    for (const i of here) {
      const { backend } = lanes[i]!;
      await switchTo(backend);
      players.push({ backend, session: await recipe.open() });
    }
    return compareSides('backends', given, await playTurns(players, options), here);
  } finally {
    for (const { session } of players) session.dispose();
  }
}
