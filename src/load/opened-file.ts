/** @file What reading from disk and reading over http have in common. */
import { saysNothing } from '../core/title.ts';

/** How a shard is read. */
export interface ShardRequest {
  /** Called with the number of bytes before they are kept; throws once they are more than the manifest lists. */
  readonly take: (bytes: number) => void;
  /** Aborted once another shard failed. */
  readonly signal: AbortSignal;
}

/** A model.json that was found and read, and the way to what lies beside it. */
export interface OpenedFile {
  /** The folder's name, or the JSON's where it is not `model.json`. */
  readonly name: string;
  /** Path or address of the JSON, for messages. */
  readonly location: string;
  readonly bytes: Uint8Array;
  /**
   * One shard, whole.
   * @param path as `checkShardPath` let it pass
   * @throws TfjsFlopsError `missing-file`, `invalid-model`, `network`
   */
  readShard(path: string, request: ShardRequest): Promise<ArrayBuffer>;
  /** Bytes of a shard; `null` where its server does not say. @throws as `readShard` */
  sizeOf(path: string): Promise<number | null>;
  /** Bytes `start` … `end` − 1 of a shard, and no others; fewer where it ends before. @throws as `readShard` */
  readPart(path: string, start: number, end: number): Promise<Uint8Array>;
  /** Bytes between two parts that cost less to read as well than a second request. */
  readonly gapBytes: number;
}

export interface ReadLimits {
  /** Milliseconds without any data after which a server is given up. */
  readonly timeoutMs: number;
  /** Bytes that a model.json may have. */
  readonly maxJsonBytes: number;
}

/**
 * `model.json` of a folder is named after it, `face.json` is `face`; a folder `models` says too little, and the one around
 * it is named as well.
 */
export function nameOf([parent = '', folder = '']: readonly string[], jsonName: string): string {
  const stem = jsonName.replace(/\.json$/i, '');
  if (stem.toLowerCase() !== 'model' || folder === '') return stem;
  return parent !== '' && saysNothing(folder) ? `${parent}/${folder}` : folder;
}
