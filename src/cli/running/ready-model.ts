/** @file A model on the backend of its command, in this process or in a browser. */
import type { Report } from '../../core/report.ts';
import type { PeaksOption } from '../../profile/peaks.ts';
import type { ModelFlags } from '../flags.ts';

/** What a command says of its models: which they are, and where they run. */
export interface RunFlags extends ModelFlags {
  readonly backend?: string | undefined;
}

export interface RunOptions {
  readonly runs?: number | undefined;
  readonly executed?: boolean | undefined;
  readonly peaks?: PeaksOption | undefined;
  /** Stops it. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Ready to be profiled. */
export interface ReadyModel {
  readonly name: string;
  readonly title: string;
  /** @throws TfjsFlopsError as `profile` */
  profile(options: RunOptions): Promise<Report>;
}
