/** @file What ends a command that waits: Enter in a terminal, Ctrl-C. */

export interface Enter {
  /** Whether Enter is waited for. */
  readonly isWaiting: boolean;
  readonly pressed: Promise<void>;
  /** Lets the process end. */
  end(): void;
}

/** @param isAsked whether nothing else says when to end */
export function enterOf(isAsked: boolean): Enter {
  const { stdin } = process;
  if (!isAsked || !stdin.isTTY) return { isWaiting: false, pressed: new Promise(() => {}), end() {} };
  return {
    isWaiting: true,
    pressed: new Promise((resolve) => stdin.once('data', () => resolve())),
    end: () => void stdin.pause(),
  };
}

export interface Interrupt {
  readonly signal: AbortSignal;
  /** From now on Ctrl-C ends the process again. */
  end(): void;
}

export function interruptOf(): Interrupt {
  const controller = new AbortController();
  const onSignal = (): void => controller.abort();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    end: () => void process.off('SIGINT', onSignal).off('SIGTERM', onSignal),
  };
}
