/**
 * @file Node data for Google's Model Explorer, which opens graph models of tfjs: a number and a colour for each node, by
 * the name that model.json gives it. https://github.com/google-ai-edge/model-explorer/wiki/2.-User-Guide
 */
import { TfjsFlopsError } from '../core/errors.ts';
import { groupBy } from '../core/group-by.ts';
import type { LayerRow, Report } from '../core/report.ts';
import { scopesAround } from '../core/scope-tree.ts';
import { inUnit, unitName } from '../core/unit.ts';
import { visible } from '../core/visible.ts';
import { integer } from '../core/writing.ts';
import { checkGiven, type ExportOptions } from './given.ts';
import { knownOf } from './rows.ts';

/** Model Explorer's name for the one graph of a tfjs model. */
const GRAPH = 'default';

/** White for the least of all values, red for the most. */
const GRADIENT = [
  { stop: 0, bgColor: '#ffffff' },
  { stop: 1, bgColor: '#d93025' },
] as const;

/** The node of the graph itself in which a scope lies: what a loop's body does belongs to the loop. */
function graphNodeOf({ scopes }: Report, scope: number | null): number | null {
  if (scope === null) return null;
  let outermost: number | null = null;
  for (const around of scopesAround(scopes, scope)) if (scopes[around]!.node !== null) outermost = around;
  return outermost;
}

const refusal = (why: string, remedy: string): TfjsFlopsError =>
  new TfjsFlopsError('invalid-input', `Model Explorer opens graph models alone, and this report ${why}`, {
    remedies: [remedy],
  });

/** @throws TfjsFlopsError `invalid-input` where the nodes are of no graph, or of several */
function checkOneGraph({ scopes, layers }: Report, nodes: readonly number[]): void {
  const graphs = new Set(nodes.map((node) => scopes[node]!.parent));
  if (graphs.size > 1) throw refusal('is of several', 'profile one of them');
  if (graphs.size === 1) return;
  throw layers.some(({ kind }) => kind === 'layer')
    ? refusal('is of a layers model', 'convert the model to a graph model')
    : refusal('has no node of one', 'profile a graph model');
}

/**
 * Node data for Google's Model Explorer: multiply-adds, or FLOPs, of each node of a graph model. Work in the body of a loop
 * or branch is its node's; a node that ran only kernels without a formula has `?`.
 * @throws TfjsFlopsError `invalid-input` for a report that is of no graph model too; `unknown-option`, `invalid-option`
 * @example
 * await writeFile('node-data.json', toModelExplorer(report));
 */
export function toModelExplorer(report: Report, options: ExportOptions = {}): string {
  const unit = checkGiven(report, options, 'toModelExplorer()');
  const byNode = groupBy(report.layers, ({ scope }) => graphNodeOf(report, scope));
  const work = (rows: readonly LayerRow[]): number =>
    inUnit(
      rows.reduce((sum, { counted }) => sum + counted.multiplyAdds, 0),
      unit,
    );
  const elsewhere = work(byNode.get(null) ?? []);
  const nodes = [...byNode].flatMap(([node, rows]) => (node === null ? [] : [{ node, rows }]));
  checkOneGraph(
    report,
    nodes.map(({ node }) => node),
  );
  const results = nodes.map(({ node, rows }) => {
    const unknownCalls = rows.reduce((sum, row) => sum + row.unknownCalls, 0);
    return [report.scopes[node]!.node!, { value: knownOf({ unknownCalls }, work(rows)) ?? '?' }] as const;
  });
  const rest = elsewhere === 0 ? '' : `, without ${integer(elsewhere)} outside the graph's nodes`;
  const name = visible(`${unitName(unit)} of ${report.model}${rest}`);
  return JSON.stringify({
    [GRAPH]: { name, results: Object.fromEntries(results), gradient: GRADIENT },
  });
}
