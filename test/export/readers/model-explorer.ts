/**
 * @file Model Explorer's node data by the format that its sources document (NodeDataProviderGraphData of
 * src/ui/src/components/visualizer/common/types.ts), and the sum that it shows of a graph.
 */
import { fail, sumOf, type Amount, type Read } from './expected.ts';

interface GraphData {
  readonly name: string;
  readonly results: Readonly<Record<string, { readonly value: unknown }>>;
  readonly gradient: readonly { readonly stop: number; readonly bgColor: string }[];
}

export function readModelExplorer(text: string): Read {
  const graphs = JSON.parse(text) as Readonly<Record<string, GraphData>>;
  const graph = graphs['default'];
  if (graph === undefined || Object.keys(graphs).length !== 1)
    return fail('not the one graph of a tfjs model');
  const { name, results, gradient } = graph;
  if (typeof name !== 'string') fail('no name');
  if (gradient[0]?.stop !== 0 || gradient.at(-1)?.stop !== 1) fail('stops 0 and 1 are to be given');
  if (!gradient.every(({ bgColor }) => /^#[\da-f]{6}$/.test(bgColor))) fail('a colour that is not in hex');
  const amounts = Object.entries(results).map(([node, { value }]): Amount => {
    if (typeof value !== 'number' && value !== '?') fail(`the value of ${node} is ${JSON.stringify(value)}`);
    return { name: node, amount: typeof value === 'number' ? value : null };
  });
  return { amounts, total: sumOf(amounts) };
}
