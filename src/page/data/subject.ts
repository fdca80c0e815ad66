/** @file What panels are given: a report whose texts are visible, its tree, its roof, and the unit to write in. */
import type { Report } from '../../core/report.ts';
import type { Unit } from '../../core/unit.ts';
import { typesOf } from '../../report/layer-type.ts';
import { measuresOf, type Measure } from './measures.ts';
import { roofOf, type Roof } from './roof.ts';
import { layerTree, type Item, type Tree } from './tree.ts';

/** How the reader comes by what a report lacks: command lines, from whoever wrote the page. */
export interface Hints {
  readonly repeat?: string;
  readonly times?: string;
  readonly peaks?: string;
  readonly executed?: string;
}

export interface Subject {
  readonly report: Report;
  readonly tree: Tree;
  readonly roof: Roof | null;
  readonly measures: readonly Measure[];
  readonly unit: Unit;
  readonly hints: Hints;
  /** What an item is: `Conv2D 3×3`; empty where it is of several sorts. */
  readonly typeOf: (item: Item) => string;
  /** Shows the row of an item in the table of layers, with where its numbers come from. */
  readonly show: (item: Item) => void;
}

/** @param report with its texts visible */
export function subjectOf(report: Report, unit: Unit, hints: Hints, show: (item: Item) => void): Subject {
  const types = typesOf(report);
  return {
    report,
    tree: layerTree(report),
    roof: roofOf(report),
    measures: measuresOf(report),
    unit,
    hints,
    typeOf: ({ rows }) => types(rows.map((row) => report.layers[row]!)),
    show,
  };
}
