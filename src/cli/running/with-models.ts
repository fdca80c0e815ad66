/** @file Where the models of a command run: here, or in a browser. */
import { isChromiumName } from '../../backends/chromium/task.ts';
import type { ReadyModel, RunFlags } from './ready-model.ts';

/**
 * Has all models ready on the backend that the flags name for as long as `use` takes.
 * @throws TfjsFlopsError what is wrong with a model or the backend, before the first one runs
 */
export async function withModels<T>(
  models: readonly string[],
  flags: RunFlags,
  use: (ready: readonly ReadyModel[]) => Promise<T>,
): Promise<T> {
  // Nothing is started for nothing.
  if (models.length === 0) return use([]);
  const { backend } = flags;
  if (backend !== undefined && isChromiumName(backend)) {
    const { withChromium } = await import('./chromium.ts');
    return withChromium(backend, models, flags, use);
  }
  const { readyHere } = await import('./node.ts');
  return use(await readyHere(models, flags));
}
