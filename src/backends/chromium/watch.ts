/** @file Waiting for a page that may crash, be closed, fail or say nothing: each ends the wait, in one sentence. */
import type { Page } from 'playwright-core';
import { TfjsFlopsError } from '../../core/errors.ts';

export const browserError = (sentence: string, cause?: unknown): TfjsFlopsError =>
  new TfjsFlopsError('browser', sentence, { cause });

/** Of what a browser or playwright says, the first line without its prefix. */
export const firstLine = (error: unknown): string => {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line.replace(/^\w+\.\w+: /, '').replace(/\.+$/, '');
};

export interface Watched {
  /** Something was heard: the silence begins anew. */
  heard(): void;
  /**
   * What `ask` gets of the page.
   * @throws TfjsFlopsError `browser`
   */
  answer<T>(ask: () => Promise<T>): Promise<T>;
  /** @throws TfjsFlopsError `browser` where something threw in the page and nobody caught it */
  check(): void;
}

/** What fails as a consequence may be told first: so long the page has to tell the cause itself. */
const GRACE_MS = 1_000;

/** @param silenceMs without a word after which the page is given up, in ms */
export function watch(page: Page, name: string, silenceMs: number): Watched {
  const giveUp = new AbortController();
  const end = (sentence: string, cause?: unknown): void => giveUp.abort(browserError(sentence, cause));
  page.on('crash', () => end(`The page of ${name} crashed, as where memory runs out. Try a smaller batch.`));
  let uncaught: TfjsFlopsError | null = null;
  page.on('pageerror', (error) => {
    const failure = browserError(`The page of ${name} failed: ${firstLine(error)}.`, error);
    uncaught ??= failure;
    setTimeout(() => giveUp.abort(failure), GRACE_MS).unref();
  });

  const tooLong =
    `${name} said nothing for ${silenceMs / 1000} s and was given up. ` +
    'Try a smaller model or batch, or another backend.';
  let timer: NodeJS.Timeout | undefined;
  const heard = (): void => {
    clearTimeout(timer);
    // The browser keeps this process alive; a word that comes too late must not.
    timer = setTimeout(() => end(tooLong), silenceMs).unref();
  };

  /** What a call that failed with the page says of it. */
  const whyOf = (error: unknown): TfjsFlopsError => {
    if (error instanceof TfjsFlopsError) return error;
    const isRunning = page.context().browser()?.isConnected() ?? false;
    if (!isRunning)
      return browserError(`The browser of ${name} ended before it answered. Run it again.`, error);
    if (page.isClosed())
      return browserError(`The page of ${name} was closed before it answered. Run it again.`, error);
    return browserError(`The page of ${name} did not run: ${firstLine(error)}.`, error);
  };
  return {
    heard,
    async answer(ask) {
      const { signal } = giveUp;
      const isOver = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
      heard();
      try {
        return await Promise.race([isOver, ask()]);
      } catch (error) {
        throw whyOf(error);
      } finally {
        clearTimeout(timer);
      }
    },
    check() {
      if (uncaught !== null) throw uncaught;
    },
  };
}
