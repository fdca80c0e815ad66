/** @file Waits for a page that may crash, be closed, fail or hang: each ends the wait with an error of its own. */
import type { Page } from 'playwright-core';
import { TfjsFlopsError, type Remedy } from '../../core/errors.ts';
import { firstLineOf } from '../../core/first-line.ts';

export const browserError = (what: string, remedies: readonly Remedy[], cause?: unknown): TfjsFlopsError =>
  new TfjsFlopsError('browser', what, { remedies, cause });

/** The first line of an error of a browser or of playwright, without playwright's prefix (`page.goto: `). */
export const reasonOf = (error: unknown): string => firstLineOf(error).replace(/^\w+\.\w+: /, '');

export interface Watched {
  /** The page made progress: its time begins anew. */
  progressed(): void;
  /**
   * The answer of the page.
   * @throws TfjsFlopsError `browser`
   */
  answer<T>(ask: () => Promise<T>): Promise<T>;
  /** @throws TfjsFlopsError `browser` where something threw in the page and nothing caught it */
  check(): void;
}

/** A failure may be reported before its cause: the page has this long to report the cause itself, in ms. */
const GRACE_MS = 1_000;

/** @param silenceMs without progress after which the page is given up, in ms */
export function watch(page: Page, name: string, silenceMs: number): Watched {
  const giveUp = new AbortController();
  const end = (what: string, remedies: readonly Remedy[]): void => giveUp.abort(browserError(what, remedies));
  page.on('crash', () => end(`The page of ${name} crashed, probably out of memory`, ['try a smaller batch']));
  let uncaught: TfjsFlopsError | null = null;
  page.on('pageerror', (error) => {
    const failure = browserError(`The page of ${name} failed: ${reasonOf(error)}`, [], error);
    uncaught ??= failure;
    setTimeout(() => giveUp.abort(failure), GRACE_MS).unref();
  });

  const isSilent = (): void =>
    end(`The page of ${name} made no progress for ${silenceMs / 1000} s`, [
      'try a smaller model or batch',
      'choose another backend',
    ]);
  let timer: NodeJS.Timeout | undefined;
  const progressed = (): void => {
    clearTimeout(timer);
    // The browser keeps this process alive; progress that comes too late must not.
    timer = setTimeout(isSilent, silenceMs).unref();
  };

  /** Why a call failed that failed with its page. */
  const failureOf = (error: unknown): TfjsFlopsError => {
    if (error instanceof TfjsFlopsError) return error;
    const isRunning = page.context().browser()?.isConnected() ?? false;
    if (!isRunning)
      return browserError(`The browser of ${name} ended before it answered`, ['run it again'], error);
    if (page.isClosed())
      return browserError(`The page of ${name} was closed before it answered`, ['run it again'], error);
    return browserError(`The page of ${name} did not run: ${reasonOf(error)}`, [], error);
  };
  return {
    progressed,
    async answer(ask) {
      const { signal } = giveUp;
      const isOver = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
      progressed();
      try {
        return await Promise.race([isOver, ask()]);
      } catch (error) {
        throw failureOf(error);
      } finally {
        clearTimeout(timer);
      }
    },
    check() {
      if (uncaught !== null) throw uncaught;
    },
  };
}
