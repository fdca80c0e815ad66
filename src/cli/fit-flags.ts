/** @file The flags that ask whether backends would run a model, and fit its memory. */
import { TfjsFlopsError } from '../core/errors.ts';
import { FIT_BACKENDS } from '../core/fit.ts';
import type { Report } from '../core/report.ts';
import { readLimit } from '../gate/limit.ts';
import type { Flags, ValuesOf } from './command.ts';
import { commas, invalidValue, last, oneOf } from './flag-values.ts';
import { withCommas } from './flags.ts';

/** @throws TfjsFlopsError `invalid-option` for what is no amount of bytes */
function bytes(text: string, flag: string): number {
  const wrong = (): TfjsFlopsError => invalidValue(flag, text, 'an amount of bytes', 'give 256MB or 1GiB');
  try {
    const limit = readLimit({ name: flag }, text, true);
    if (!limit.isRelative) return limit.allowed(0);
  } catch {
    // Said in the words of the command line.
  }
  throw wrong();
}

export const FIT_FLAGS = {
  for: {
    takes: 'NAME,...',
    says: `would these run it: ${FIT_BACKENDS.join(', ')}`,
    read: last(commas(oneOf(...FIT_BACKENDS))),
    option: 'backends',
    write: withCommas,
  },
  memory: {
    takes: 'BYTES',
    says: 'with --for: the most bytes that may be alive at once, such as 256MB',
    read: last(bytes),
  },
} as const satisfies Flags;

type FitFlags = ValuesOf<typeof FIT_FLAGS>;

/** @throws TfjsFlopsError `invalid-option` for memory of no backend, before anything is read */
export function checkFitFlags({ for: backends, memory }: FitFlags): void {
  if (memory !== undefined && backends === undefined)
    throw new TfjsFlopsError('invalid-option', '--memory is that of a backend, and none is named', {
      remedies: ['name some: --for wasm,webgl'],
    });
}

/** The report with what was asked of backends. */
export async function withFits(report: Report, { for: backends, memory }: FitFlags): Promise<Report> {
  if (backends === undefined) return report;
  const { fits } = await import('../fits/fits.ts');
  return { ...report, fits: fits(report, { backends: [...new Set(backends)], memory }) };
}
