/** @file `tfjs-flops validate`: a wrong textbook is a result; an outcome other than the expected one is a failure. */
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
    says: 'check random kernel calls: formula against execution, and outputs',
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
  const [{ allEqual, formatKernels, formatOutputs }, { checkKernels }, { checkOutputs }] = await Promise.all([
    import('../../validate/kernels/format.ts'),
    import('../../validate/kernels/check.ts'),
    import('../../validate/kernels/outputs.ts'),
  ]);
  const checks = await checkKernels(cases, (done) => {
    if (done % 50 === 0) terminal.progress(`${done} of ${cases} kernel calls`);
  });
  const outputs = await checkOutputs(cases, (done) => {
    if (done % 50 === 0) terminal.progress(`outputs of ${done} of ${cases} kernel calls`);
  });
  terminal.progress(null);
  terminal.print(formatKernels(checks, terminal));
  terminal.print('');
  terminal.print(formatOutputs(outputs, terminal));
  return allEqual(checks) && outputs.unlisted.length === 0 ? 0 : 1;
}

async function validateTextbook(terminal: Terminal): Promise<ExitCode> {
  const [{ formatTextbook }, { checkedModels }, { checkTextbook }, { isAsExpected }] = await Promise.all([
    import('../../validate/textbook/format.ts'),
    import('../../validate/textbook/models.ts'),
    import('../../validate/textbook/check.ts'),
    import('../../validate/textbook/expected.ts'),
  ]);
  const check = await checkTextbook(checkedModels(), (title) => terminal.progress(`running ${title}`));
  terminal.progress(null);
  terminal.print(formatTextbook(check, terminal));
  return isAsExpected(check) ? 0 : 1;
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
