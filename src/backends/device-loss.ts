/** @file A GPU may be lost in the middle of a pass: by its driver, by the browser, by the program. */
import { TfjsFlopsError } from '../core/errors.ts';
import type { Clock } from '../timing/kernel-timer.ts';
import type { Lose } from './backend.ts';

export interface LossWatch {
  readonly whileAlive: Clock['whileAlive'];
  /** Stops listening for the loss. */
  readonly stop: () => void;
}

const lost = (reason: string): TfjsFlopsError =>
  new TfjsFlopsError('lost-device', `The GPU was lost in the middle of a pass (${reason})`, {
    remedies: ['try again with a smaller input', 'choose another backend'],
  });

/**
 * @param listen begins to listen, and returns what stops it
 * @param lossNow asks the device where that is possible: what fails on a lost one may fail before the loss is announced
 */
export function watchForLoss(
  listen: (lose: Lose) => () => void,
  lossNow: () => string | null = () => null,
): LossWatch {
  let loss: TfjsFlopsError | null = null;
  let reject: (loss: TfjsFlopsError) => void;
  const isLost = new Promise<never>((_, no) => {
    reject = no;
  });
  // It may be lost while nothing waits.
  isLost.catch(() => {});
  const stop = listen((reason) => {
    // The first loss causes the others.
    loss ??= typeof reason === 'string' ? lost(reason) : reason;
    reject(loss);
  });
  return {
    async whileAlive(work) {
      try {
        return await Promise.race([(async () => work())(), isLost]);
      } catch (error) {
        await new Promise((resolve) => setTimeout(resolve));
        if (loss !== null) throw loss;
        const reason = lossNow();
        throw reason === null ? error : lost(reason);
      }
    },
    stop,
  };
}
