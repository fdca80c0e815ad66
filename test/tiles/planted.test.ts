/** @file The measurements can fail the tile model: every rule broken on purpose is caught. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { tileForm } from '../../src/tiles/table.ts';
import { measureGrid } from './grid.ts';
import { difference, MACHINES, onMachine, type Seen } from './measure.ts';
import { arithmeticOps } from './arithmetic-ops.ts';
import { ordinary } from './tensors.ts';
import { TILE_FAULTS, type TileFault } from './tile-faults.ts';

/** The model of a fault. */
async function spoilt(fault: TileFault): Promise<typeof tileForm> {
  const table = '../../src/tiles/table.ts';
  const path = 'module' in fault ? `../../src/tiles/${fault.module}.ts` : null;
  vi.resetModules();
  if (path !== null && 'exports' in fault)
    vi.doMock(path, async (original) => ({ ...(await original<object>()), ...fault.exports }));
  try {
    const model = ((await import(table)) as { tileForm: typeof tileForm }).tileForm;
    return 'misread' in fault ? (call, machine) => model(fault.misread(call), machine) : model;
  } finally {
    if (path !== null) vi.doUnmock(path);
  }
}

describe('planted tile faults', () => {
  const seen: Seen[] = [];
  beforeAll(async () => {
    seen.push(...(await measureGrid(250)));
    for (const machine of MACHINES)
      seen.push(...(await onMachine(machine, (run) => arithmeticOps(ordinary).flatMap(([, op]) => run(op)))));
  });

  const differences = async (fault: TileFault): Promise<number> => {
    const model = await spoilt(fault);
    return seen.filter((one) => (difference(one, model) ?? 0) !== 0).length;
  };

  it('are absent from the model itself, however it is loaded', async () => {
    expect(await differences({ name: 'none', module: 'tile-sizes', exports: {} })).toBe(0);
    expect(await differences({ name: 'none', misread: (call) => call })).toBe(0);
  });

  it('are all caught', async () => {
    const missed: string[] = [];
    for (const fault of TILE_FAULTS) if ((await differences(fault)) === 0) missed.push(fault.name);
    console.log(`${TILE_FAULTS.length - missed.length} of ${TILE_FAULTS.length} planted tile faults caught`);
    expect(missed).toEqual([]);
    expect(TILE_FAULTS.length).toBeGreaterThanOrEqual(12);
  });
});
