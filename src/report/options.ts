/** @file The options that all texts share, and their checks. */
import { checkBoolean, checkInteger, checkOptions, wrongValue } from '../core/options.ts';

/** Width in columns: it holds every column of a usual table. */
export const DEFAULT_WIDTH = 95;

/** Options of every function that writes text. */
export interface TextOptions {
  /** Columns of text, 95 by default; no line is wider. */
  readonly width?: number | undefined;
  /** ANSI colours, off by default. */
  readonly color?: boolean | undefined;
}

/** Levels of groups to open, 1 or more, or every layer on a line of its own. */
export type Depth = number | 'all';

/**
 * @param names of the options that `caller` takes beyond those of every text
 * @throws TfjsFlopsError `unknown-option`, `invalid-option`
 */
export function checkTextOptions(given: TextOptions, names: readonly string[], caller: string): void {
  checkOptions(given, [...names, 'width', 'color'], caller);
  checkInteger('width', given.width, 1);
  checkBoolean('color', given.color);
}

/** @throws TfjsFlopsError `invalid-option` */
export function checkDepth(depth: unknown): void {
  if (depth === undefined || depth === 'all' || (Number.isSafeInteger(depth) && (depth as number) >= 1))
    return;
  throw wrongValue('depth', depth, "a number of levels (1, 2, …) or 'all'");
}
