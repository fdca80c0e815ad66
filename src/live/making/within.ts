/** @file In a script of one piece, for the console: it has what makes reports. */
import type * as Reports from './reports.ts';
import { assemble, formatTable, writeReport } from './reports.ts';

export const making = (): Promise<typeof Reports> => Promise.resolve({ assemble, formatTable, writeReport });
