/** @file A GPU may be taken away in the middle of a pass: by its driver, by the browser, by the program. */
import { TfjsFlopsError } from '../core/errors.ts';
import type { Clock } from '../timing/kernel-timer.ts';

export interface DeviceLife {
  readonly whileAlive: Clock['whileAlive'];
  /** From now on the loss of the device is nobody's concern. */
  readonly release: () => void;
}

/** To be called when the device is lost, with the reason, or when it can no longer be trusted, with the error. */
export type Lose = (reason: string | TfjsFlopsError) => void;

const lossBecause = (reason: string): TfjsFlopsError =>
  new TfjsFlopsError(
    'lost-device',
    `The GPU was lost in the middle of a pass (${reason}). Try again, with a smaller input or another backend.`,
  );

/**
 * @param onLoss begins to listen, and returns what stops it
 * @param isLost where the device can be asked: what fails on a lost one may fail before the loss is told
 */
export function deviceLife(
  onLoss: (lose: Lose) => () => void,
  isLost: () => string | null = () => null,
): DeviceLife {
  let loss: TfjsFlopsError | null = null;
  let reject: (loss: TfjsFlopsError) => void;
  const lost = new Promise<never>((_, no) => {
    reject = no;
  });
  // It may be lost while nobody waits.
  lost.catch(() => {});
  const release = onLoss((reason) => {
    // What came first brought the rest about.
    loss ??= typeof reason === 'string' ? lossBecause(reason) : reason;
    reject(loss);
  });
  return {
    async whileAlive(work) {
      try {
        return await Promise.race([(async () => work())(), lost]);
      } catch (error) {
        await new Promise((resolve) => setTimeout(resolve));
        if (loss !== null) throw loss;
        const reason = isLost();
        throw reason === null ? error : lossBecause(reason);
      }
    },
    release,
  };
}
