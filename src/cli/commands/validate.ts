/** @file `tfjs-flops validate [MODEL]`: a wrong formula is a result; an outcome other than the expected one is a failure. */
import { TfjsFlopsError } from '../../core/errors.ts';
import { dashed, defineCommand, type ExitCode, type Flags, type ValuesOf } from '../command.ts';
import { last, on, oneOf, positive } from '../flag-values.ts';
import { BACKEND, MODEL_FLAGS } from '../flags.ts';
import { MODEL_OR_REPORT } from '../operands.ts';
import { countedReport } from '../running/counted.ts';
import type { RunFlags } from '../running/ready-model.ts';
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
  formula: {
    takes: 'KIND=FORMULA',
    says: "also judge your own, once per formula: 'attention=3*N*D^2'",
    read: (texts: readonly string[]) => texts,
  },
  lang: {
    takes: 'en|zh',
    says: 'English (default), or Chinese; with a MODEL',
    read: last(oneOf('en', 'zh')),
  },
  ...MODEL_FLAGS,
} as const satisfies Flags;

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

/** The text's formulas and the reader's own on any model; own ones are read before anything runs. */
async function validateModel(
  model: string,
  { formula = [], lang, ...flags }: RunFlags & Pick<ValuesOf<typeof FLAGS>, 'formula' | 'lang'>,
  terminal: Terminal,
): Promise<ExitCode> {
  const [{ ownFormula }, { checkModel, isExplained }, { formatModelCheck }] = await Promise.all([
    import('../../trial/own.ts'),
    import('../../trial/check.ts'),
    import('../../validate/any-model/format.ts'),
  ]);
  const own = formula.map(ownFormula);
  const check = checkModel(await countedReport(model, flags, terminal), own);
  terminal.print(formatModelCheck(check, { ...terminal, language: lang ?? 'en' }));
  return isExplained(check) ? 0 : 1;
}

/** What goes with a MODEL alone. */
const OF_MODEL = ['formula', 'lang', ...Object.keys(MODEL_FLAGS)] as readonly (keyof typeof FLAGS)[];

export const validate = defineCommand({
  name: 'validate',
  summary: 'check the textbook, on a model too; --kernels: check our formulas',
  operands: [{ ...MODEL_OR_REPORT, optional: true }],
  flags: FLAGS,
  async run([model], flags, terminal) {
    const { kernels, cases, backend } = flags;
    if (kernels === true && backend !== undefined && backend !== 'wasm')
      throw new TfjsFlopsError(
        'wrong-backend',
        `--kernels counts inside the wasm backend, got --backend ${backend}`,
        { remedies: ['leave --backend out'] },
      );
    if (kernels !== true && cases !== undefined)
      throw new TfjsFlopsError('invalid-option', '--cases goes with --kernels', { remedies: ['give both'] });
    if (kernels === true && model !== undefined)
      throw new TfjsFlopsError('invalid-option', `--kernels runs no model, got ${model}`, {
        remedies: ['leave one out'],
      });
    if (model !== undefined) {
      const { kernels: _, cases: __, ...more } = flags;
      return validateModel(model, more, terminal);
    }
    const foreign = OF_MODEL.find((name) => flags[name] !== undefined);
    if (foreign !== undefined)
      throw new TfjsFlopsError('invalid-option', `${dashed(foreign)} goes with a MODEL`, {
        remedies: [{ list: 'models' }],
      });
    await startHere(backend);
    return kernels === true ? validateKernels(cases ?? DEFAULT_CASES, terminal) : validateTextbook(terminal);
  },
});
