/** @file Formulas applied to distinct calls. */
import type { CallCost, Formulas } from '../core/formula.ts';
import type { KernelCall } from '../core/kernel-call.ts';
import { messageOf } from '../core/reason.ts';
import { countsOf } from '../core/work.ts';
import { WRONG_RESULT_READS } from '../core/wrong-results.ts';
import { TILE_READS } from '../tiles/reads.ts';
import type { Reads } from '../trace/recorder.ts';

/** The attributes that a kernel's formula, its tile form and the rules of wrong results read: all that a trace keeps. */
export function readsOf(formulas: Formulas): Reads {
  const known = new Map<string, readonly string[]>();
  return (kernel) => {
    let reads = known.get(kernel);
    if (reads === undefined) {
      const formula = formulas[kernel];
      const own = formula?.state === 'counted' ? formula.reads : [];
      reads = [...new Set([...own, ...(TILE_READS[kernel] ?? []), ...(WRONG_RESULT_READS[kernel] ?? [])])];
      known.set(kernel, reads);
    }
    return reads;
  };
}

/** A call whose formula fails is unknown, with the reason; it is never 0. */
export function costOf(call: KernelCall, formulas: Formulas): CallCost {
  const formula = formulas[call.kernel];
  if (formula === undefined) return { state: 'unknown', why: 'no formula is known for this kernel' };
  if (formula.state !== 'counted') return formula;
  try {
    const work = formula.work(call);
    countsOf(work);
    return { state: 'counted', basis: formula.basisOf?.(call) ?? formula.basis, work };
  } catch (error) {
    return { state: 'unknown', why: messageOf(error) };
  }
}
