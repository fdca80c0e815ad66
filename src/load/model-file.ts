/**
 * @file A TensorFlow.js model file, whole: model.json and its shards, from disk or http(s), checked before tfjs sees
 * any of it. tfjs itself reads no `file:` in plain Node, and where a file is broken it answers with a TypeError, or
 * with zeros.
 */
import { constants } from 'node:buffer';
import { locate } from './location.ts';
import type { ReadLimits } from './opened-file.ts';
import { modelIn, type ModelFile, type ReadOptions as Wanted } from './opened-model.ts';
import { openDisk } from './read-disk.ts';
import { openHttp } from './read-http.ts';

export interface ReadOptions extends Wanted, Partial<ReadLimits> {}

const LIMITS: ReadLimits = { timeoutMs: 30_000, maxJsonBytes: constants.MAX_STRING_LENGTH };

/**
 * Reads a model file.
 * @param source a model.json, a folder that holds one, a file:// address or an http(s) address of either
 * @throws TfjsFlopsError `invalid-input` for what is no such source, `missing-file`, `invalid-model`,
 *   `unsupported-model` for models of other frameworks, `network`
 */
export async function readModelFile(source: string, options: ReadOptions): Promise<ModelFile> {
  const at = locate(source);
  const limits = { ...LIMITS, ...options };
  return modelIn(await (at.kind === 'disk' ? openDisk(at.path, limits) : openHttp(at.url, limits)), options);
}
