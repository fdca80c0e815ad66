/** @file A small graph as a case: its multiply-adds, and how one of a single op is written. */
import { input, node, type SmallGraph, type Source } from '../build.ts';

export interface GraphCase extends SmallGraph {
  readonly name: string;
  readonly multiplyAdds: number;
}

type Attributes = Parameters<typeof node>[3];

/** One node that takes the sources in their order. */
export const single = (
  name: string,
  op: string,
  sources: Readonly<Record<string, Source>>,
  attr: Attributes = {},
  multiplyAdds = 0,
): GraphCase => ({ name, sources, nodes: [node(op, op, Object.keys(sources), attr)], multiplyAdds });

/** What most ops take whose shapes are tried. */
export const x = input(2, 3, 4);
