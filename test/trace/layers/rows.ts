/** @file Rows of a report, and layers put together, for tests of layers. */
import type { Report } from '../../../src/index.ts';

export const row = (report: Report, path: string): Report['layers'][number] =>
  report.layers.find((layer) => layer.path.join('/') === path && layer.kind !== 'root')!;

/** tfjs passes a layer's input alone or in a list. */
export const firstOf = (x: unknown): never => (Array.isArray(x) ? x[0] : x) as never;

export const apply = (layer: { apply(x: never): unknown }, x: unknown): never =>
  layer.apply(x as never) as never;
