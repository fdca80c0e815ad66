/**
 * @file What makes reports and shows them, loaded when a recording has ended: a page that is not recorded never loads it, and
 * nothing of it falls into what is timed. Scripts have ways of their own in its place: `beside.ts` and `within.ts`.
 */
import type * as Reports from './reports.ts';

export const making = (): Promise<typeof Reports> => import('./reports.ts');
