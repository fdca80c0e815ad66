/** @file Models of a command line in a browser: packed here, where files can be read, and profiled there. */
import type { ChromiumName } from '../../backends/chromium/task.ts';
import { unlessAborted } from '../../profile/abort.ts';
import type { ModelFlags } from '../flags.ts';
import { modelSpecOf } from '../model-argument.ts';
import type { ReadyModel } from './ready-model.ts';
import { loadQuietly } from './start.ts';

/**
 * One browser for all models of a command; it ends with `use`, whatever happens.
 * @throws TfjsFlopsError what is wrong with a model; `unknown-backend`, `browser`
 */
export async function withChromium<T>(
  backend: ChromiumName,
  models: readonly string[],
  flags: ModelFlags,
  use: (ready: readonly ReadyModel[]) => Promise<T>,
): Promise<T> {
  await loadQuietly();
  const [{ startChromium }, { portableModelOf }, { portableWorkload }] = await Promise.all([
    import('../../backends/chromium/browser.ts'),
    import('../../load/to-portable.ts'),
    import('../../load/portable-model.ts'),
  ]);
  const portable = await Promise.all(
    models.map(async (model) => portableModelOf(await modelSpecOf(model, flags))),
  );
  // Made here as well, so that mistakes in options are found before a browser starts.
  const workloads = portable.map(portableWorkload);
  const chromium = await startChromium(backend);
  try {
    return await use(
      workloads.map(({ name, title }, i) => ({
        name,
        title,
        profile: async ({ signal, ...options }) => {
          const run = () => chromium.run(backend, portable[i]!, options);
          return (await unlessAborted(signal, run, () => {})).report;
        },
      })),
    );
  } finally {
    await chromium.close();
  }
}
