/** @file From what was recorded to reports, their tables and their files. */
export { assemble } from '../../profile/assemble.ts';
export { formatTable } from '../../report/index.ts';
export { writeReport } from '../../saved/write.ts';
