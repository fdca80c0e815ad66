/** @file `tfjs-flops compare A B`, or `compare A --backends wasm,cpu`. */
import { isChromiumName, pageBackendOf, type ChromiumName } from '../backends/chromium/task.ts';
import { TfjsFlopsError } from '../core/errors.ts';
import type { BackendCandidate } from '../compare/backends.ts';
import type { Comparison } from '../core/comparison.ts';
import { formatComparison } from '../report/comparison/table.ts';
import type { Run } from './commands.ts';
import { checkWritable, writeWhole } from './files.ts';
import type { FlagValues } from './flags.ts';
import { exitCodeOf } from './profile.ts';
import type { Terminal } from './terminal.ts';
import { start, workloadOf } from './tfjs.ts';

const invalid = (message: string): TfjsFlopsError => new TfjsFlopsError('invalid-option', message);

/** What the words ask for. @throws TfjsFlopsError `invalid-option`, `invalid-input` */
function checkRequest(names: readonly string[], { backend, backends }: FlagValues): void {
  if (names.length > 2)
    throw new TfjsFlopsError(
      'invalid-input',
      `compare takes two models, ${names.length} came. Give A and B.`,
    );
  if (backends === undefined) {
    if (names.length === 2) return;
    throw new TfjsFlopsError(
      'invalid-input',
      'compare takes two models, or one and --backends wasm,cpu; one model came and no --backends. A model beside itself is compare A A.',
    );
  }
  if (names.length === 2)
    throw invalid('--backends goes with one model, but two came. Leave one out, or choose one --backend.');
  if (backend !== undefined) throw invalid('--backend and --backends both came. Give one of them.');
  if (backends.length < 2)
    throw invalid(`--backends ${backends.join()} names one backend. Give two or more: --backends wasm,cpu.`);
}

/** @throws TfjsFlopsError `unknown-backend` with what the browser, or the lack of one, says of each of them */
async function checkChromium(names: readonly ChromiumName[]): Promise<void> {
  if (names.length === 0) return;
  const { surveyChromium } = await import('../backends/chromium/browser.ts');
  const { survey } = await surveyChromium();
  for (const name of names) {
    const status = survey[pageBackendOf(name)];
    if (!status.available) throw new TfjsFlopsError('unknown-backend', `backend "${name}": ${status.why}.`);
  }
}

/** A browser is a process of its own. */
const inChromium = (name: ChromiumName, model: string, flags: FlagValues): BackendCandidate => ({
  backend: name,
  async profile(onProgress) {
    const { withChromium } = await import('./chromium.ts');
    const { runs } = flags;
    return withChromium(name, [model], flags, ([subject]) =>
      subject!.profile({ ...(runs !== undefined && { runs }), onProgress }),
    );
  },
});

/** Where a model runs, all started or asked, so that a backend that is missing is told before anything runs. */
async function candidatesOf(
  names: readonly string[],
  model: string,
  flags: FlagValues,
): Promise<readonly BackendCandidate[]> {
  await checkChromium(names.filter(isChromiumName));
  const candidates: BackendCandidate[] = [];
  for (const name of names) {
    if (isChromiumName(name)) candidates.push(inChromium(name, model, flags));
    else {
      await start({ backend: name });
      candidates.push({ backend: name });
    }
  }
  return candidates;
}

async function comparisonOf(
  names: readonly string[],
  flags: FlagValues,
  terminal: Terminal,
): Promise<Comparison> {
  const { runs, seconds, backends } = flags;
  const options = {
    ...(runs !== undefined && { runs }),
    ...(seconds !== undefined && { budgetMs: 1_000 * seconds }),
    onProgress: (what: string, done: number, total: number | null): void =>
      terminal.progress(`${what}: ${done}${total === null ? '' : ` of ${total}`}`),
  };
  // cpu is there at once; others are started when they are wanted.
  await start(backends === undefined ? flags : { backend: 'cpu' });
  const [a, b] = await Promise.all(names.map((name) => workloadOf(name, flags)));
  if (b !== undefined) return (await import('../compare/compare.ts')).compare(a!, b, options);
  const candidates = await candidatesOf(backends ?? [], names[0]!, flags);
  return (await import('../compare/backends.ts')).compareBackends(a!, candidates, options);
}

/** Multiply-adds that differ between backends are a failed check, as a residual is. */
export const comparisonCode = ({ candidates, agreement }: Comparison): 0 | 1 =>
  (agreement?.differences.length ?? 0) > 0 || candidates.some(({ report }) => exitCodeOf(report) === 1)
    ? 1
    : 0;

export const runCompare: Run = async (names, flags, terminal) => {
  checkRequest(names, flags);
  const { json, depth } = flags;
  if (json !== undefined && json !== '-') await checkWritable(json);
  const comparison = await comparisonOf(names, flags, terminal);
  terminal.progress(null);
  const { width, color } = terminal;
  const text = JSON.stringify(comparison, null, 1);
  if (json === '-') terminal.print(text);
  else terminal.print(formatComparison(comparison, { width, color, ...(depth && { depth }) }));
  if (json !== undefined && json !== '-') await writeWhole(json, text);
  return comparisonCode(comparison);
};
