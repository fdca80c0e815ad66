/** @file Every format: what writes it, what reads it, and which names and rows its files have. */
import { toCsv } from '../../src/export/csv.ts';
import type { ExportOptions } from '../../src/export/given.ts';
import { toLatex } from '../../src/export/latex.ts';
import { toMarkdown } from '../../src/export/markdown.ts';
import { toModelExplorer } from '../../src/export/model-explorer.ts';
import { toSpeedscope } from '../../src/export/speedscope.ts';
import { toTrace } from '../../src/export/trace.ts';
import type { LayerRow, Report } from '../../src/core/report.ts';
import type { Unit } from '../../src/core/unit.ts';
import { readCsv } from './readers/csv.ts';
import {
  amountsOf,
  operationsOf,
  shownName,
  summed,
  type Amount,
  type Read,
  type Reader,
} from './readers/expected.ts';
import { readLatex } from './readers/latex.ts';
import { readMarkdown } from './readers/markdown.ts';
import { readModelExplorer } from './readers/model-explorer.ts';
import { readSpeedscope } from './readers/speedscope.ts';
import { readTrace } from './readers/trace.ts';

export interface Format {
  readonly name: string;
  write(report: Report, options?: ExportOptions): string;
  readonly read: Reader;
  /** Whether its files have a row for each of the report's, those of 0 too, in its order. */
  readonly hasEachRow: boolean;
  takes(report: Report): boolean;
  nameOf(row: LayerRow, report: Report): string;
}

const isOfGraph = ({ layers }: Report): boolean => layers.some(({ node }) => node !== null);

/** Of a node in a loop's body, the loop. */
function outermostNode(row: LayerRow, { scopes }: Report): string {
  let name = row.node ?? '';
  for (let at = scopes[row.scope!]!; at.parent !== null; at = scopes[at.parent]!) name = at.node ?? name;
  return name;
}

/** LaTeX has no glyph for most characters. */
const latexName = (row: LayerRow): string =>
  shownName(row).replaceAll(
    /[漢字]/gu,
    (character) => `U+${character.codePointAt(0)!.toString(16).toUpperCase()}`,
  );

const always = (): boolean => true;

export const FORMATS: readonly Format[] = [
  { name: 'CSV', write: toCsv, read: readCsv, hasEachRow: true, takes: always, nameOf: shownName },
  {
    name: 'Markdown',
    write: toMarkdown,
    read: readMarkdown,
    hasEachRow: true,
    takes: always,
    nameOf: shownName,
  },
  { name: 'LaTeX', write: toLatex, read: readLatex, hasEachRow: true, takes: always, nameOf: latexName },
  {
    name: 'speedscope',
    write: toSpeedscope,
    read: readSpeedscope,
    hasEachRow: false,
    takes: always,
    nameOf: shownName,
  },
  {
    name: 'trace',
    write: toTrace,
    read: readTrace,
    hasEachRow: false,
    takes: ({ total }) => total.time !== null,
    nameOf: shownName,
  },
  {
    name: 'Model Explorer',
    write: toModelExplorer,
    read: readModelExplorer,
    hasEachRow: false,
    takes: isOfGraph,
    nameOf: outermostNode,
  },
];

function rowFaults(format: Format, wanted: readonly Amount[], got: readonly Amount[]): readonly string[] {
  if (format.hasEachRow)
    return [
      ...(got.length === wanted.length ? [] : [`${got.length} rows, expected ${wanted.length}`]),
      ...wanted.flatMap(({ name, amount }, i) =>
        got[i]?.name === name && got[i].amount === amount
          ? []
          : [`row ${i}: ${got[i]?.name} ${got[i]?.amount}, expected ${name} ${amount}`],
      ),
    ];
  const [sums, expected] = [summed(got), summed(wanted)];
  return [...new Set([...sums.keys(), ...expected.keys()])].flatMap((name) =>
    sums.get(name) === expected.get(name)
      ? []
      : [`${name}: ${sums.get(name)}, expected ${expected.get(name)}`],
  );
}

/** What is wrong with a file of a report; a text that its format's parser refuses is, too. */
export function faultsIn(format: Format, report: Report, unit: Unit, text: string): readonly string[] {
  let read: Read;
  try {
    read = format.read(text);
  } catch (error) {
    return [(error as Error).message];
  }
  const total = operationsOf(unit) * report.total.counted.multiplyAdds;
  const wanted = amountsOf(report, unit, (row) => format.nameOf(row, report));
  return [
    ...(read.total === total ? [] : [`total ${read.total}, expected ${total}`]),
    ...(unit === 'flops' && /multiply.?add/i.test(text) ? ['it speaks of multiply-adds'] : []),
    ...(/\p{Cc}/u.test(text.replaceAll(/\r?\n/g, '')) ? ['a control character'] : []),
    ...rowFaults(format, wanted, read.amounts),
  ];
}
