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

/** All fields that are documented; another one is a mistake, since the viewer passes over it. */
const FIELDS = {
  graph: ['name', 'results', 'thresholds', 'gradient'],
  stop: ['stop', 'bgColor', 'textColor'],
  result: ['value', 'bgColor', 'textColor'],
} as const;

function checkFields(object: object, kind: keyof typeof FIELDS): void {
  const known: readonly string[] = FIELDS[kind];
  for (const name of Object.keys(object)) if (!known.includes(name)) fail(`${name} is no field of a ${kind}`);
}

export function readModelExplorer(text: string): Read {
  const graphs = JSON.parse(text) as Readonly<Record<string, GraphData>>;
  const graph = graphs['default'];
  if (graph === undefined || Object.keys(graphs).length !== 1)
    return fail('not the one graph of a tfjs model');
  const { name, results, gradient } = graph;
  checkFields(graph, 'graph');
  for (const stop of gradient) checkFields(stop, 'stop');
  for (const result of Object.values(results)) checkFields(result, 'result');
  if (typeof name !== 'string') fail('no name');
  for (const [i, { stop }] of gradient.entries())
    if (i > 0 && !(stop > gradient[i - 1]!.stop)) fail('stops do not rise');
  if (gradient[0]?.stop !== 0 || gradient.at(-1)?.stop !== 1) fail('stops 0 and 1 are to be given');
  if (!gradient.every(({ bgColor }) => /^#[\da-f]{6}$/.test(bgColor))) fail('a colour that is not in hex');
  const amounts = Object.entries(results).map(([node, { value }]): Amount => {
    if (typeof value !== 'number' && value !== '?') fail(`the value of ${node} is ${JSON.stringify(value)}`);
    return { name: node, amount: typeof value === 'number' ? value : null };
  });
  return { amounts, total: sumOf(amounts) };
}
