/**
 * @file Models as converters and their authors wrote them, read from the folder that TFJS_FLOPS_REAL_MODELS names. They
 * are data of others and no part of this project: without the folder, tests of them are skipped, and that is printed.
 */
import { join } from 'node:path';
import type { Report } from '../../src/core/report.ts';
import type { Workload } from '../../src/core/workload.ts';
import { fileWorkload, type FileOptions } from '../../src/load/workload.ts';
import { profile } from '../../src/profile/profile.ts';
import { useBackend } from './backend.ts';
import { usualOf } from './large.ts';

const FOLDER = process.env['TFJS_FLOPS_REAL_MODELS'];

/** For `skipIf`. */
export const noRealModels = FOLDER === undefined;
if (noRealModels) console.log('real models skipped: TFJS_FLOPS_REAL_MODELS names no folder');

/** By the names of their folders, with what each needs to be opened. */
const OPTIONS = {
  'blazeface-front': {},
  facemesh: {},
  handtrack: { inputs: { input_tensor: [1, 256, 256, 3] } },
  'blazepose-lite': {},
  emotion: {},
  'nsfw-mobilenet-v2': {},
  'hf-vit-ti16': {},
  'mobilevit-xxs': {},
  'hf-bert-tiny': {},
  'efficientnet-b0': {},
  'keras-mobilenet-v2-050-layers': {},
} as const satisfies Readonly<Record<string, FileOptions>>;

export type RealModel = keyof typeof OPTIONS;

export const REAL_MODELS = Object.keys(OPTIONS) as readonly RealModel[];

/** All but the two of most multiply-adds; these too where large tests run. @param what they are tried for */
export const quickRealModels = (what: string): readonly RealModel[] =>
  usualOf(
    what,
    REAL_MODELS,
    REAL_MODELS.filter((name) => name !== 'hf-vit-ti16' && name !== 'mobilevit-xxs'),
  );

/** The folder of one of them. */
export const realFolder = (name: string): string => join(FOLDER ?? '', name);

/** What one of them needs to be opened. */
export const realOptions = (name: RealModel): FileOptions => OPTIONS[name];

export const realWorkload = (name: RealModel, options: FileOptions = {}): Promise<Workload> =>
  fileWorkload(realFolder(name), { ...OPTIONS[name], ...options });

const counted = new Map<RealModel, Report>();

/** Its report on wasm, without times: made once for all files of a worker that share modules. */
export async function realReport(name: RealModel): Promise<Report> {
  let report = counted.get(name);
  if (report === undefined) {
    await useBackend('wasm');
    report = await profile(await realWorkload(name), { runs: 0 });
    counted.set(name, report);
  }
  return report;
}
