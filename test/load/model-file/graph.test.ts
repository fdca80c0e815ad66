/** @file Graphs on trial: what tfjs would stumble over is refused, what it runs is let through. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkGraph } from '../../../src/load/check-graph.ts';
import { KNOWN_OPS } from '../../../src/load/known-ops.ts';
import { GRAPH_FAULTS } from '../graph-faults.ts';
import { expectRefused } from '../refusals.ts';
import { graphTopology, node } from '../small-models.ts';

describe('checkGraph', () => {
  it('lets a graph through that has a function, a TF1 loop and control inputs', () => {
    expect(() => checkGraph(graphTopology(), { weights: new Set(['w', 'zero']) })).not.toThrow();
  });

  it('refuses each planted fault, naming it', () =>
    expectRefused('faults in graphs', GRAPH_FAULTS, ({ plant, check }) => {
      const graph = graphTopology();
      const planted = plant(graph) ?? graph;
      return () => checkGraph(planted, check);
    }));

  it('lets operations be that are registered, or that no output needs', () => {
    const graph = graphTopology();
    graph.node.push(node('z', 'Mine', ['x']));
    graph.library.function.push({
      signature: { name: 'idle', inputArg: [], outputArg: [] },
      nodeDef: [node('m', 'Mine')],
    });
    expect(() => checkGraph(graph)).toThrow('"Mine"');
    expect(() => checkGraph(graph, { isRegistered: (op) => op === 'Mine' })).not.toThrow();
    expect(() => checkGraph(graph, { outputs: ['y', 'loop:0'] })).not.toThrow();
    expect(() => checkGraph(graph, { outputs: ['y'], weights: new Set(['w', 'zero']) })).not.toThrow();
  });

  it('takes a chain of a hundred thousand nodes and a node of as many inputs', () => {
    const graph = graphTopology();
    const names = Array.from({ length: 100_000 }, (_, i) => `n${i}`);
    for (const [i, name] of names.entries()) graph.node.push(node(name, 'Relu', [names[i - 1] ?? 'x']));
    graph.node.push(node('all', 'AddN', names));
    expect(() => checkGraph(graph)).not.toThrow();
  });
});

describe('the known operations', () => {
  it('are those of the lists that the installed operation mapper imports', () => {
    const require = createRequire(import.meta.url);
    const home = createRequire(require.resolve('@tensorflow/tfjs')).resolve(
      '@tensorflow/tfjs-converter/package.json',
    );
    const operations = join(dirname(home), 'dist/operations');
    const source = (path: string): string =>
      readFileSync(join(operations, path), 'utf8').split('//# source', 1)[0]!;
    const lists = [...source('operation_mapper.js').matchAll(/from '\.\/(op_list\/\w+)'/g)];
    const ops = lists.flatMap(([, list]) =>
      [...source(`${list}.js`).matchAll(/'tfOpName': '([^']+)'/g)].map(([, op]) => op),
    );
    expect(lists.length).toBeGreaterThan(10);
    expect([...KNOWN_OPS]).toEqual([...new Set(ops)].toSorted((a, b) => (a! < b! ? -1 : 1)));
  });
});
