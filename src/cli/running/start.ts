/** @file Backends of this process, started for a command. */
import { isChromiumName } from '../../backends/chromium/task.ts';
import { TfjsFlopsError } from '../../core/errors.ts';

const DEFAULT_BACKEND = 'wasm';

/**
 * Loads tfjs and keeps it quiet: it greets Node users and warns of kernels registered twice on the console; production
 * mode is its own switch for that. (IS_TEST silences it as well, but adds a memory check to each kernel.)
 */
export async function loadQuietly(): Promise<void> {
  const { enableProdMode } = await import('@tensorflow/tfjs-core');
  enableProdMode();
}

/** @throws TfjsFlopsError `unknown-backend`, `wrong-backend` for one that runs in a browser */
export async function startHere(backend: string = DEFAULT_BACKEND): Promise<void> {
  if (isChromiumName(backend))
    throw new TfjsFlopsError(
      'wrong-backend',
      `${backend} runs models for profile and why, but this command runs in Node`,
      { remedies: ['leave --backend out'] },
    );
  await loadQuietly();
  const { startBackend } = await import('../../backends/start.ts');
  await startBackend(backend);
}
