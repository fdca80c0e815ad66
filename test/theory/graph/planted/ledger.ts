/** @file Planted faults in the ledger of weights: one that is counted twice, missed, or given to another node. */
import type { TheoryRow } from '../../../../src/core/theory.ts';
import { deriveGraphRows } from '../../../../src/theory/graph/derive.ts';
import type { Derive } from '../failures.ts';
import type { PlantedGraphFault } from './fault.ts';

/** Rows as they are, parameters as if another node had them too. */
const recounted =
  (change: (row: TheoryRow, total: number) => number): Derive =>
  (architecture) =>
    deriveGraphRows(architecture).map((row) =>
      row.state === 'derived'
        ? { ...row, parameters: { ...row.parameters, total: change(row, row.parameters.total) } }
        : row,
    );

type NodeJson = { readonly name: string; readonly op: string };

export const LEDGER_FAULTS: readonly PlantedGraphFault[] = [
  {
    name: 'weights: a tied one counted twice',
    derive: recounted((row, total) => (row.path.at(-1) === 'second' ? total + 5 * 4 : total)),
  },
  {
    name: 'weights: identities not looked through',
    derive: (architecture) =>
      deriveGraphRows({
        ...architecture,
        topology: JSON.parse(
          JSON.stringify(architecture.topology).replaceAll('"op":"Identity"', '"op":"Snapshot"'),
        ),
      }),
  },
  {
    name: 'weights: integers counted',
    derive: (architecture) =>
      deriveGraphRows({
        ...architecture,
        weights: architecture.weights.map((weight) => ({ ...weight, dtype: 'float32' })),
      }),
  },
  {
    name: 'weights: given to the first node that is needed',
    derive: (architecture) => {
      const needed = new Set(deriveGraphRows(architecture).map((row) => row.path.join('/')));
      const { node } = architecture.topology as { node: readonly NodeJson[] };
      const kept = node.filter(({ name, op }) => needed.has(name) || op === 'Const' || op === 'Placeholder');
      return deriveGraphRows({ ...architecture, topology: { node: kept } });
    },
  },
];
