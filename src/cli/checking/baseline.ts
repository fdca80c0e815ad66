/** @file What `--baseline` names: a saved report, or a model, which runs too. */
import { readFile, stat } from 'node:fs/promises';
import { TfjsFlopsError } from '../../core/errors.ts';
import { quoted } from '../flag-values.ts';
import { checkWritable } from '../output-file.ts';
import { updateCommand } from './update-command.ts';

/** Whether a file is a model's `model.json`: what is broken is taken for a report, whose reader says what is wrong. */
async function isModelFile(path: string): Promise<boolean> {
  try {
    const value = JSON.parse(await readFile(path, 'utf8')) as object;
    return !('schemaVersion' in value) && ('modelTopology' in value || 'format' in value);
  } catch {
    return false;
  }
}

async function isModel(word: string): Promise<boolean> {
  if (/^https?:\/\//.test(word)) return true;
  const found = await stat(word).catch(() => null);
  if (found?.isDirectory() === true) return true;
  if (found !== null && word.endsWith('.json')) return isModelFile(word);
  if (found !== null) return (await import('../../load/module-path.ts')).isModulePath(word);
  const { NETWORK_NAMES } = await import('../../../models/names.ts');
  return NETWORK_NAMES.some((name) => word === name || word.startsWith(`${name}:`));
}

/** What the flags ask of a baseline. */
export interface BaselineFlags {
  readonly baseline?: string | undefined;
  readonly update?: true | undefined;
  readonly gateTime?: unknown;
}

const refuse = (what: string, ...remedies: readonly string[]): never => {
  throw new TfjsFlopsError('invalid-option', what, { remedies });
};

function checkTime(isLive: boolean, { baseline, update }: BaselineFlags): void {
  if (baseline === undefined)
    return refuse(
      '--gate-time compares with a model that runs beside it, and none is named',
      'give --baseline MODEL',
    );
  if (update === true)
    return refuse(
      '--update writes a report, and --gate-time needs a model that runs',
      'leave one of them out',
    );
  if (isLive) return;
  refuse(
    `--gate-time needs a model as --baseline, and ${quoted(baseline)} is a saved report: nothing of it runs, and times of two moments are no pair`,
    'give --baseline MODEL',
    'leave --gate-time out',
  );
}

/**
 * @param model what is checked
 * @param flags all that were given
 * @returns `null` without a baseline
 * @throws TfjsFlopsError for one that is not there, cannot be written, or is not what the other flags need
 */
export async function baselineKind(
  model: string,
  flags: BaselineFlags,
): Promise<'model' | 'report' | 'written' | null> {
  const { baseline, update, gateTime } = flags;
  const isLive = baseline !== undefined && (await isModel(baseline));
  if (
    baseline !== undefined &&
    update !== true &&
    !isLive &&
    (await stat(baseline).catch(() => null)) === null
  )
    throw new TfjsFlopsError('invalid-input', `--baseline ${quoted(baseline)} is not there`, {
      remedies: [{ run: updateCommand(model, baseline, { ...flags }) }],
    });
  if (gateTime !== undefined) checkTime(isLive, flags);
  if (baseline === undefined) return null;
  if (update === true) {
    if (isLive) refuse(`--update writes the baseline, and ${quoted(baseline)} is a model`, 'name a file');
    await checkWritable(baseline, '--baseline');
    return 'written';
  }
  return isLive ? 'model' : 'report';
}
