/** @file `tfjs-flops count MODEL --sweep …`: a table of many sizes instead of one of layers. */
import { TfjsFlopsError } from '../../core/errors.ts';
import type { Unit } from '../../core/unit.ts';
import { dashed, type ExitCode } from '../command.ts';
import type { ModelFlags } from '../flags.ts';
import { jsonOutput } from '../json-output.ts';
import { modelSpecOf } from '../model-argument.ts';
import { checkWritable, isStandardOutput, writeWhole } from '../output-file.ts';
import type { Terminal } from '../terminal.ts';
import type { TypedAxis } from './axis-flag.ts';

/** The flags of `count` that a sweep knows. */
interface SweepFlags extends ModelFlags {
  readonly sweep: readonly TypedAxis[];
  readonly json?: string | undefined;
  readonly csv?: string | undefined;
  readonly unit?: Unit | undefined;
}

const KNOWN = new Set(['sweep', 'batch', 'imageSize', 'classes', 'input', 'outputs', 'json', 'csv', 'unit']);

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

/** Counts the model at every place; 1 where theory and count differ at an end. */
export async function sweepCount(
  models: readonly [string, ...string[]],
  flags: SweepFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  refuse(models, { ...flags });
  const { sweep: typed, json, csv, unit } = flags;
  const { isPrinted, file } = await jsonOutput(json);
  const isCsvPrinted = csv !== undefined && (await isStandardOutput(csv));
  if (csv !== undefined && !isCsvPrinted) await checkWritable(csv, '--csv');
  if (isPrinted && isCsvPrinted)
    throw new TfjsFlopsError('invalid-option', '--csv - is where --json goes', {
      remedies: ['give another FILE'],
    });
  const spec = await modelSpecOf(models[0], flags);
  const [{ placesOf }, { runSweep }, { formatSweep, sweepCsv }] = await Promise.all([
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
  if (isPrinted) terminal.print(JSON.stringify(sweep, null, 2));
  else if (isCsvPrinted) terminal.print(sweepCsv(sweep, unit));
  else terminal.print(formatSweep(sweep, { unit, width, color }));
  if (file !== null) await writeWhole(file, JSON.stringify(sweep));
  if (csv !== undefined && !isCsvPrinted) await writeWhole(csv, sweepCsv(sweep, unit), undefined, '--csv');
  return (sweep.residual ?? 0) === 0 ? 0 : 1;
}
