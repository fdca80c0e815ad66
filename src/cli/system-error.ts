/** @file What the system says of a call that failed. */
import { getSystemErrorMap } from 'node:util';
import { firstLineOf } from '../core/first-line.ts';

/** `no such file or directory`: without the call that failed. */
export function reasonOf(error: unknown): string {
  const number = error instanceof Error && 'errno' in error ? Number(error.errno) : Number.NaN;
  return getSystemErrorMap().get(number)?.[1] ?? firstLineOf(error);
}
