/** @file Every kernel that the wasm backend registers has a state, and closed forms hold for any values. */
import { getKernelsForBackend } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { TILES, tileForm } from '../../src/tiles/table.ts';
import { GRID_KERNELS } from '../../src/validate/kernels/grid.ts';
import { describeSeen, difference, MACHINES, onMachine, type Seen } from './measure.ts';
import { otherOps } from './other-ops.ts';
import { arithmeticOps } from './arithmetic-ops.ts';
import { ordinary, special, type Fill, type NamedOp } from './tensors.ts';

const opsOf = (fill: Fill): readonly NamedOp[] => [...arithmeticOps(fill), ...otherOps(fill)];

async function measureOps(fill: Fill): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  for (const machine of MACHINES) {
    const found = await onMachine(machine, (run) => opsOf(fill).flatMap(([, op]) => run(op)));
    seen.push(...found);
  }
  return seen;
}

const kernelsOf = (seen: readonly Seen[]): Set<string> => new Set(seen.map(({ call }) => call.kernel));
/** Adds per call of the kernels that branch, by machine, kernel and inputs. */
const addsOfBranching = (seen: readonly Seen[]): Map<string, number> =>
  new Map(
    seen.flatMap(({ machine, call, calls, executed }) => {
      const form = tileForm(call, machine);
      if (form.state === 'closed-form' || !form.why.includes('branches')) return [];
      return [[JSON.stringify([call.kernel, machine, call.inputs]), executed.adds / calls]];
    }),
  );
const kernelIn = (key: string): string => (JSON.parse(key) as string[])[0]!;

const registered = (): string[] => getKernelsForBackend('wasm').map(({ kernelName }) => kernelName);

describe('tile forms of all kernels', () => {
  let seen: readonly Seen[] = [];
  let onSpecial: readonly Seen[] = [];
  beforeAll(async () => {
    seen = await measureOps(ordinary);
    onSpecial = await measureOps(special);
  });

  it('are there for every kernel that the backend registers, and for no other', () => {
    expect(Object.keys(TILES).toSorted()).toEqual(registered().toSorted());
  });

  it('are asked about each of them', () => {
    const known = kernelsOf(seen);
    const unseen = registered().filter((name) => !known.has(name) && !GRID_KERNELS.includes(name));
    expect(unseen).toEqual([]);
  });

  it('give what was executed, for ordinary values and for special ones', () => {
    const all = [...seen, ...onSpecial];
    const compared = all.filter((one) => difference(one) !== null);
    const wrong = compared.filter((one) => difference(one) !== 0);
    console.log(
      `${kernelsOf(compared).size} kernels, ${compared.length} distinct calls compared, ${wrong.length} different`,
    );
    expect(wrong.map(describeSeen)).toEqual([]);
    expect(compared.length).toBeGreaterThan(2000);
  });

  it('are left open only where values change the work', () => {
    const [usual, unusual] = [addsOfBranching(seen), addsOfBranching(onSpecial)];
    const open = new Set([...usual.keys()].map(kernelIn));
    const changing = [...usual]
      .filter(([key, adds]) => unusual.get(key) !== adds)
      .map(([key]) => kernelIn(key));
    expect(new Set(changing)).toEqual(open);
    expect(open.size).toBeGreaterThan(15);
  });

  it('say what they lack where a trace does not keep an attribute', () => {
    const one = seen.find(({ call }) => call.kernel === 'BatchMatMul');
    const { transposeA } = one!.call.attrs;
    expect(tileForm({ ...one!.call, attrs: { transposeA: transposeA! } }, one!.machine)).toEqual({
      state: 'measured',
      why: 'the trace does not keep its transposeB',
    });
  });
});
