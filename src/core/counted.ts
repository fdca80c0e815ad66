/** @file What a call's cost counts. */
import type { CallCost } from './formula.ts';
import type { OpCounts } from './ops.ts';
import { countsOf, NO_WORK } from './work.ts';

/** The operations of a call that are counted; none where they are not known. */
export const countedIn = (cost: CallCost): OpCounts =>
  countsOf(cost.state === 'counted' ? cost.work : NO_WORK);
