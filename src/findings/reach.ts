/** @file What findings on time say of the roofline: how much of what the machine allows was reached, and what binds. */
import { percent, msOf, sumOf, type Ran, type Unjudged } from './evidence.ts';
import { limiterOf, demandsOf, attainableOver, type Limiter } from '../core/roofline.ts';

export interface Reach {
  /** Attainable time ÷ measured time. */
  readonly share: number;
  readonly limiter: Limiter;
}

/** `null` where peaks or times are not known, or nothing is asked for. */
export function reachOf(ran: readonly Ran[], report: Unjudged): Reach | null {
  if (report.peaks === null) return null;
  const entries = ran.map(({ entry }) => entry).filter(({ id }) => report.entryTimes[id] !== null);
  const attainable = attainableOver(demandsOf(entries, report), report.peaks);
  const limiter = limiterOf(attainable.limitedMs);
  const ms = sumOf(ran, msOf);
  return limiter === null || ms === 0 ? null : { share: attainable.attainableMs / ms, limiter };
}

const NOUNS: Readonly<Record<Limiter, string>> = {
  compute: 'arithmetic',
  memory: 'memory',
  launch: 'launching',
};

/** Behind what something takes: `, at 4.6 % of what memory allows here`. Empty where it is not known. */
export const reachText = (reach: Reach | null): string =>
  reach === null ? '' : `, at ${percent(reach.share)} of what ${NOUNS[reach.limiter]} allows here`;
