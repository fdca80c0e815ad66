/** @file `tfjs-flops compare A B`, or `compare A --backends wasm,cpu`. */
import { isChromiumName, pageBackendOf, type ChromiumName } from '../../backends/chromium/task.ts';
import type { BackendCandidate } from '../../compare/backends.ts';
import type { Comparison } from '../../core/comparison.ts';
import { TfjsFlopsError } from '../../core/errors.ts';
import type { Report } from '../../core/report.ts';
import type { Json } from '../../core/shape.ts';
import { defineCommand, type ValuesOf } from '../command.ts';
import { comparisonCode } from '../exit-code.ts';
import { anything, commas, last, positive } from '../flag-values.ts';
import { BACKEND, backendName, DEPTH, JSON_FILE, MODEL_FLAGS, RUNS, withCommas } from '../flags.ts';
import { exportsOf, isAnyPrinted, pageLanguage, UNIT, writeExport } from '../exports.ts';
import { jsonOutput } from '../json-output.ts';
import { MODEL_OR_REPORT } from '../operands.ts';
import { writeWhole } from '../output-file.ts';
import { refuseRunFlags, savedReport } from '../saved-report.ts';
import { withModels } from '../running/with-models.ts';
import type { RunFlags } from '../running/ready-model.ts';
import { startHere } from '../running/start.ts';
import type { Terminal } from '../terminal.ts';

const FLAGS = {
  ...BACKEND,
  ...MODEL_FLAGS,
  backends: {
    takes: 'NAME,NAME,...',
    says: 'compare one model on these backends, such as wasm,cpu',
    read: last(commas(backendName)),
    write: withCommas,
  },
  ...RUNS,
  seconds: {
    takes: 'N',
    says: 'time for all passes of all candidates together (default 10)',
    read: last(positive),
    option: 'budgetMs',
    write: (value: Json) => (typeof value === 'number' ? [String(value / 1_000)] : null),
  },
  ...DEPTH,
  ...UNIT,
  ...JSON_FILE,
  html: {
    takes: 'FILE',
    says: 'write what changed from A to B as a page to look at',
    read: last(anything),
  },
  lang: pageLanguage('that page'),
} as const;

type CompareFlags = ValuesOf<typeof FLAGS>;

const wrong = (
  code: 'invalid-option' | 'invalid-input',
  what: string,
  ...remedies: readonly string[]
): TfjsFlopsError => new TfjsFlopsError(code, what, { remedies });

/** @throws TfjsFlopsError `invalid-option`, `invalid-input` where it is not two models, or one on two backends */
function checkRequest(names: readonly string[], { backend, backends, html }: CompareFlags): void {
  if (names.length > 2)
    throw wrong('invalid-input', `compare takes two models, got ${names.length}`, 'give A and B');
  if (backends === undefined) {
    if (names.length === 2) return;
    throw wrong(
      'invalid-input',
      'compare takes two models, or one and --backends wasm,cpu; got one model and no --backends',
      'give it twice, to compare it with itself',
    );
  }
  if (names.length === 2)
    throw wrong(
      'invalid-option',
      '--backends goes with one model, got two',
      'leave one out',
      'choose one --backend',
    );
  if (backend !== undefined)
    throw wrong('invalid-option', '--backend and --backends exclude each other', 'give one of them');
  if (backends.length < 2)
    throw wrong(
      'invalid-option',
      `--backends ${backends.join()} names one backend`,
      'give two or more, such as --backends wasm,cpu',
    );
  if (html !== undefined && backends.length > 2)
    throw wrong(
      'invalid-option',
      `--html shows two side by side, got ${backends.length} backends`,
      'name two',
    );
}

/** @throws TfjsFlopsError `unknown-backend` with what the browser, or the lack of one, says of each of them */
async function checkChromium(names: readonly ChromiumName[]): Promise<void> {
  if (names.length === 0) return;
  const { surveyChromium } = await import('../../backends/chromium/browser.ts');
  const { survey } = await surveyChromium();
  for (const name of names) {
    const status = survey[pageBackendOf(name)];
    if (!status.available) throw new TfjsFlopsError('unknown-backend', `backend "${name}": ${status.why}`);
  }
}

/** A browser is a process of its own. */
const inChromium = (
  name: ChromiumName,
  model: string,
  { runs, ...flags }: RunFlags & { readonly runs?: number | undefined },
): BackendCandidate => ({
  backend: name,
  async profile(onProgress) {
    const { withChromium } = await import('../running/chromium.ts');
    return withChromium(name, [model], flags, ([ready]) => ready!.profile({ runs, onProgress }));
  },
});

/** Where a model runs, all started or asked, so that a missing backend is known before anything runs. */
async function candidatesOf(
  names: readonly string[],
  model: string,
  flags: CompareFlags,
): Promise<readonly BackendCandidate[]> {
  await checkChromium(names.filter(isChromiumName));
  const candidates: BackendCandidate[] = [];
  for (const name of names) {
    if (isChromiumName(name)) candidates.push(inChromium(name, model, flags));
    else {
      await startHere(name);
      candidates.push({ backend: name });
    }
  }
  return candidates;
}

/** @throws TfjsFlopsError `invalid-option`: what was saved runs in no rounds, and on no other backend */
function refuseRounds(name: string, { seconds }: CompareFlags): void {
  throw wrong(
    'invalid-option',
    `${seconds === undefined ? '--backends' : '--seconds'} is for models that run, and one of these is a saved report`,
    'leave it out',
    `give the model instead of ${name}`,
  );
}

/** Two reports, of which one or both were saved; a model beside a saved one is profiled. */
async function reportComparison(
  names: readonly [string, string],
  saved: readonly (Report | null)[],
  flags: CompareFlags,
  terminal: Terminal,
): Promise<Comparison> {
  const live = names.filter((_, i) => saved[i] === null);
  if (live.length === 0) refuseRunFlags(names[0], flags, { ...BACKEND, ...MODEL_FLAGS, ...RUNS });
  const made = await withModels(live, flags, async (models) => {
    const reports: Report[] = [];
    for (const model of models) {
      terminal.progress(`${model.title}: profiling`);
      reports.push(await model.profile({ runs: flags.runs }));
    }
    return reports;
  });
  const [a, b] = saved.map((report) => report ?? made[0]!);
  return (await import('../../compare/reports.ts')).compareReports(a!, b!);
}

async function comparisonOf(
  [first, second]: readonly [string, ...string[]],
  flags: CompareFlags,
  terminal: Terminal,
): Promise<Comparison> {
  const saved = await Promise.all([first, second ?? first].map(savedReport));
  if (saved.some((report) => report !== null)) {
    if (flags.seconds !== undefined || second === undefined) refuseRounds(first, flags);
    return reportComparison([first, second ?? first], saved, flags, terminal);
  }
  const { runs, seconds, backend, backends } = flags;
  const options = {
    runs,
    budgetMs: seconds === undefined ? undefined : 1_000 * seconds,
    onProgress: (what: string, done: number, total: number | null): void =>
      terminal.progress(`${what}: ${done}${total === null ? '' : ` of ${total}`}`),
  };
  // cpu is there at once; others are started when they are wanted.
  await startHere(backends === undefined ? backend : 'cpu');
  const { workloadOf } = await import('../running/node.ts');
  const a = await workloadOf(first, flags);
  if (second !== undefined) {
    const b = await workloadOf(second, flags);
    return (await import('../../compare/compare.ts')).compare(a, b, options);
  }
  const candidates = await candidatesOf(backends ?? [], first, flags);
  return (await import('../../compare/backends.ts')).compareBackends(a, candidates, options);
}

export const compare = defineCommand({
  name: 'compare',
  summary: 'two models, or one on several --backends: counts, and which is faster',
  operands: [{ ...MODEL_OR_REPORT, many: true }],
  flags: FLAGS,
  async run(names, flags, terminal) {
    checkRequest(names, flags);
    const { json, html, lang, depth, unit } = flags;
    const exports = await exportsOf({ json, html, lang }, names);
    const { isPrinted, file } = await jsonOutput(json);
    const comparison = await comparisonOf(names, flags, terminal);
    terminal.progress(null);
    const [{ formatComparison }, { fileOf }] = await Promise.all([
      import('../../report/comparison/table.ts'),
      import('../../saved/write.ts'),
    ]);
    const { width, color } = terminal;
    const candidates = comparison.candidates.map((each) => ({ ...each, report: fileOf(each.report) }));
    const text = JSON.stringify({ ...comparison, candidates });
    if (isPrinted) terminal.print(text);
    else if (!isAnyPrinted(exports))
      terminal.print(formatComparison(comparison, { width, color, depth, unit }));
    if (file !== null) await writeWhole(file, text);
    const [page] = exports;
    if (page !== undefined)
      await writeExport(
        page,
        await (
          await import('../report-page.ts')
        ).reportPage({ reports: comparison.candidates.map(({ report }) => report), unit, language: lang }),
        terminal,
      );
    return comparisonCode(comparison);
  },
});
