/** @file The entry point `tfjs-flops/export`: a report in the formats of other programs. */
export { briefOf, toBrief, type Brief, type BriefRow } from './brief.ts';
export { toCsv } from './csv.ts';
export { markDevTools, type DevToolsOptions } from './devtools.ts';
export type { ExportOptions } from './given.ts';
export { toLatex } from './latex.ts';
export { toMarkdown } from './markdown.ts';
export { toModelExplorer } from './model-explorer.ts';
export { toSpeedscope } from './speedscope.ts';
export { toTrace } from './trace.ts';
export type { Unit } from '../core/unit.ts';
