/** @file `tfjs-flops profile MODEL...` */
import { TfjsFlopsError } from '../../core/errors.ts';
import type { PeaksOption } from '../../profile/peaks.ts';
import { defineCommand, type Flags } from '../command.ts';
import { last, on, oneOf, positive } from '../flag-values.ts';
import { BACKEND, MODEL_FLAGS, RUNS } from '../flags.ts';
import { pageHints } from '../hints.ts';
import { MODEL_OR_REPORT } from '../operands.ts';
import { outputOf, VIEW_FLAGS } from '../report-output.ts';
import { refuseRunFlags, savedReport } from '../saved-report.ts';
import { withModels } from '../running/with-models.ts';

/** Peaks that are cached are shown with times; with several models, only the first one measures again. */
function peaksOption(
  peaks: 'on' | 'off' | 'refresh' | undefined,
  runs: number | undefined,
  isFirst: boolean,
): PeaksOption {
  if (peaks === undefined) return runs === 0 ? false : 'cached';
  if (peaks === 'refresh') return isFirst ? 'refresh' : true;
  return peaks === 'on';
}

/** The longest that setTimeout takes. */
const LONGEST_SECONDS = (2 ** 31 - 1) / 1000;

/** Runs with a signal that is raised after so many seconds; without one where there is no limit. */
async function within<T>(
  seconds: number | undefined,
  run: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  if (seconds === undefined) return run(undefined);
  const controller = new AbortController();
  const tooLong = new TfjsFlopsError('aborted', 'is over before the profile is done', {
    option: { name: 'timeout', value: seconds },
    remedies: ['allow more seconds'],
  });
  const timer = setTimeout(() => controller.abort(tooLong), 1000 * Math.min(seconds, LONGEST_SECONDS));
  try {
    return await run(controller.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** How the models run: not for saved reports, of which nothing runs. */
const RUN_FLAGS = {
  ...BACKEND,
  ...MODEL_FLAGS,
  ...RUNS,
  executed: {
    takes: null,
    says: 'also count the instructions that the wasm backend executes',
    read: on,
  },
  peaks: {
    takes: 'on|off|refresh',
    says: 'show a roofline; on measures peak rates (2 s) and keeps them',
    read: last(oneOf('on', 'off', 'refresh')),
    write: (value) =>
      typeof value === 'boolean' ? [value ? 'on' : 'off'] : value === 'refresh' ? [value] : null,
  },
  timeout: {
    takes: 'SECONDS',
    says: 'stop when a model takes longer than this (default: never)',
    read: last(positive),
  },
} as const satisfies Flags;

/** Profiles each model in turn; a residual that is not 0 is a failed check. */
export const profile = defineCommand({
  name: 'profile',
  summary: 'multiply-adds, parameters, memory and time per layer',
  operands: [{ ...MODEL_OR_REPORT, many: true }],
  flags: { ...RUN_FLAGS, ...VIEW_FLAGS },
  async run(names, flags, terminal) {
    const { runs, executed, peaks, timeout } = flags;
    const output = await outputOf(names, flags, terminal);
    const saved = await Promise.all(names.map(savedReport));
    const live = names.filter((_, i) => saved[i] === null);
    if (live.length === 0) refuseRunFlags(names[0], flags, RUN_FLAGS);
    await withModels(live, flags, async (models) => {
      let next = 0;
      for (const [i, name] of names.entries()) {
        const known = saved[i] ?? null;
        if (known !== null) {
          await output.show(i, name, known);
          continue;
        }
        const model = models[next]!;
        const onProgress = (done: number, total: number): void =>
          terminal.progress(done < total ? `${model.title}: pass ${done} of ${total}` : null);
        terminal.progress(`${model.title}: building`);
        const options = { runs, executed, peaks: peaksOption(peaks, runs, next === 0), onProgress };
        const report = await within(timeout, (signal) => model.profile({ ...options, signal }));
        terminal.progress(null);
        next += 1;
        await output.show(i, model.name, report, pageHints(model.name, RUN_FLAGS, flags));
      }
    });
    return output.code();
  },
});
