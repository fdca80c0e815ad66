/** @file `tfjs-flops count MODEL --sweep …`: a table of many sizes instead of one of layers. */
import { TfjsFlopsError } from '../../core/errors.ts';
import type { Sweep } from '../../core/sweep.ts';
import type { Unit } from '../../core/unit.ts';
import { dashed, type ExitCode } from '../command.ts';
import type { Language } from '../../trial/texts.ts';
import type { ModelFlags } from '../flags.ts';
import { jsonOutput } from '../json-output.ts';
import { modelSpecOf } from '../model-argument.ts';
import { checkWritable, isStandardOutput, writeWhole } from '../output-file.ts';
import { checkPlaces } from '../places-apart.ts';
import type { Terminal } from '../terminal.ts';
import type { TypedAxis } from './axis-flag.ts';

/** The flags of `count` that a sweep knows. */
interface SweepFlags extends ModelFlags {
  readonly sweep: readonly TypedAxis[];
  readonly json?: string | undefined;
  readonly csv?: string | undefined;
  readonly html?: string | undefined;
  readonly lang?: Language | undefined;
  readonly unit?: Unit | undefined;
}

const KNOWN = new Set([
  'sweep',
  'batch',
  'imageSize',
  'classes',
  'input',
  'outputs',
  'json',
  'csv',
  'html',
  'lang',
  'unit',
]);

function refuse(models: readonly string[], flags: Readonly<Record<string, unknown>>): void {
  const foreign = Object.keys(flags).find((name) => flags[name] !== undefined && !KNOWN.has(name));
  if (foreign !== undefined)
    throw new TfjsFlopsError('invalid-option', `${dashed(foreign)} does not apply to a sweep`, {
      remedies: ['leave it out', 'leave --sweep out'],
    });
  if (models.length > 1)
    throw new TfjsFlopsError('invalid-option', `--sweep takes one model, got ${models.length}`, {
      remedies: ['give one MODEL'],
    });
}

/** A sweep as another text. */
interface SweepOutput {
  readonly flag: string;
  /** `null`: it is printed. */
  readonly path: string | null;
  readonly text: (sweep: Sweep) => Promise<string>;
}

const textAs = ({ unit, lang }: SweepFlags) => ({
  csv: async (sweep: Sweep): Promise<string> => (await import('../../sweep/table.ts')).sweepCsv(sweep, unit),
  html: async (sweep: Sweep): Promise<string> => {
    const [{ sweepSentences }, { reportPage }] = await Promise.all([
      import('../../sweep/table.ts'),
      import('../report-page.ts'),
    ]);
    const sentences = sweepSentences(sweep, unit);
    return reportPage({ reports: [], sweep: { sweep, sentences }, unit, language: lang });
  },
});

/** @throws TfjsFlopsError for what cannot be written, before anything is counted */
async function textsOf(flags: SweepFlags): Promise<readonly SweepOutput[]> {
  const texts: SweepOutput[] = [];
  for (const [name, text] of Object.entries(textAs(flags))) {
    const [flag, path] = [dashed(name), flags[name as 'csv' | 'html']];
    if (path === undefined) continue;
    const isHere = await isStandardOutput(path);
    if (!isHere) await checkWritable(path, flag);
    texts.push({ flag, path: isHere ? null : path, text });
  }
  return texts;
}

/** Counts the model at every place; 1 where theory and count differ at an end. */
export async function sweepCount(
  models: readonly [string, ...string[]],
  flags: SweepFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  refuse(models, { ...flags });
  const { sweep: typed, json, unit, lang } = flags;
  if (lang !== undefined && flags.html === undefined)
    throw new TfjsFlopsError('invalid-option', '--lang goes with --html', { remedies: ['give both'] });
  const outputs = { json, csv: flags.csv, html: flags.html };
  await checkPlaces(
    Object.entries(outputs).flatMap(([name, path]) => (path === undefined ? [] : [[dashed(name), path]])),
    models,
  );
  const { isPrinted, file } = await jsonOutput(json);
  const texts = await textsOf(flags);
  const spec = await modelSpecOf(models[0], flags);
  const [{ placesOf }, { runSweep }, { formatSweep }] = await Promise.all([
    import('./places.ts'),
    import('../../sweep/run.ts'),
    import('../../sweep/table.ts'),
  ]);
  const places = await placesOf(spec, typed);
  const sweep = await runSweep({
    ...places,
    title: models[0],
    onProgress: (done, total) => terminal.progress(`${models[0]}: ${done} of ${total} points`),
  });
  terminal.progress(null);
  const { width, color } = terminal;
  const printed = texts.find(({ path }) => path === null);
  if (isPrinted) terminal.print(JSON.stringify(sweep, null, 2));
  else if (printed !== undefined) terminal.print(await printed.text(sweep));
  else terminal.print(formatSweep(sweep, { unit, width, color }));
  if (file !== null) await writeWhole(file, JSON.stringify(sweep));
  for (const { flag, path, text } of texts)
    if (path !== null) await writeWhole(path, await text(sweep), undefined, flag);
  return (sweep.residual ?? 0) === 0 ? 0 : 1;
}
