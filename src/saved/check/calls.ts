/** @file Whether inputs and attributes of each call are those of its kernel: what reads them takes that for granted. */
import type { Report } from '../../core/report.ts';
import { wrongResultOf } from '../../core/wrong-results.ts';
import type { Fault } from './schema.ts';

/** The first call that is none of its kernel. */
export function brokenCall({ backend, calls }: Report): Fault | null {
  for (const [i, call] of calls.entries())
    try {
      wrongResultOf(backend, call);
    } catch {
      return { at: `calls[${i}]`, what: `has not the inputs and attributes of ${call.kernel}` };
    }
  return null;
}
