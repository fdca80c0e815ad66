/** @file `tfjs-flops validate`: a wrong textbook is a result; a verdict other than the recorded one is a failure. */
import { TfjsFlopsError } from '../../core/errors.ts';
import { defineCommand, type ExitCode } from '../command.ts';
import { last, on, positive } from '../flag-values.ts';
import { BACKEND } from '../flags.ts';
import { startHere } from '../running/start.ts';
import type { Terminal } from '../terminal.ts';

const DEFAULT_CASES = 1_000;

const FLAGS = {
  ...BACKEND,
  kernels: {
    takes: null,
    says: 'check random kernel calls: formula against executed instructions',
    read: on,
  },
  cases: {
    takes: 'N',
    says: `random kernel calls, with --kernels (default ${DEFAULT_CASES})`,
    read: last(positive),
  },
} as const;

/** Random kernel calls: formula, prediction and execution, which must agree on each. */
async function validateKernels(cases: number, terminal: Terminal): Promise<ExitCode> {
  const [{ allEqual, formatKernels }, { tryKernels }] = await Promise.all([
    import('../../validate/format-kernels.ts'),
    import('../../validate/kernels.ts'),
  ]);
  const trials = await tryKernels(cases, (done) => {
    if (done % 50 === 0) terminal.progress(`${done} of ${cases} kernel calls`);
  });
  terminal.progress(null);
  terminal.print(formatKernels(trials, terminal));
  return allEqual(trials) ? 0 : 1;
}

async function validateTextbook(terminal: Terminal): Promise<ExitCode> {
  const [{ formatTrial }, { trialModels }, { isAsRecorded, tryTextbook }] = await Promise.all([
    import('../../validate/format.ts'),
    import('../../validate/models.ts'),
    import('../../validate/textbook.ts'),
  ]);
  const trial = await tryTextbook(trialModels(), (title) => terminal.progress(`running ${title}`));
  terminal.progress(null);
  terminal.print(formatTrial(trial, terminal));
  return isAsRecorded(trial) ? 0 : 1;
}

export const validate = defineCommand({
  name: 'validate',
  summary: 'check the textbook; --kernels: check formulas against execution',
  operands: [],
  flags: FLAGS,
  async run(_operands, flags, terminal) {
    const { kernels, cases, backend } = flags;
    if (kernels === true && backend !== undefined && backend !== 'wasm')
      throw new TfjsFlopsError(
        'wrong-backend',
        `--kernels counts inside the wasm backend, got --backend ${backend}`,
        { remedies: ['leave --backend out'] },
      );
    if (kernels !== true && cases !== undefined)
      throw new TfjsFlopsError('invalid-option', '--cases goes with --kernels', { remedies: ['give both'] });
    await startHere(backend);
    return kernels === true ? validateKernels(cases ?? DEFAULT_CASES, terminal) : validateTextbook(terminal);
  },
});
