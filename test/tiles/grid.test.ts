/** @file 1,000 random calls of the contractions and pools: counted + terms = executed, to the last instruction. */
import { beforeAll, describe, expect, it } from 'vitest';
import { tileForm } from '../../src/tiles/table.ts';
import { GRID_KERNELS } from '../../src/validate/kernels/grid.ts';
import { measureGrid } from './grid.ts';
import { describeSeen, difference, MACHINES, type Seen } from './measure.ts';

const PER_MACHINE = 260;

describe('tile forms of contractions and pools', () => {
  let seen: readonly Seen[] = [];
  beforeAll(async () => {
    seen = await measureGrid(PER_MACHINE);
  });

  it('give what was executed', () => {
    const compared = seen.filter((one) => difference(one) !== null);
    const wrong = compared.filter((one) => difference(one) !== 0);
    console.log(`${compared.length} of ${seen.length} calls compared, ${wrong.length} different`);
    expect(wrong.map(describeSeen)).toEqual([]);
    expect(seen.length).toBe(PER_MACHINE * MACHINES.length);
    expect(compared.length).toBeGreaterThanOrEqual(1000);
    for (const kernel of GRID_KERNELS)
      expect(compared.filter(({ call }) => call.kernel === kernel).length).toBeGreaterThan(50);
  });

  it('are closed, but where elu branches on the sign', () => {
    for (const { call, machine } of seen) {
      if (tileForm(call, machine).state === 'closed-form') continue;
      expect(call.attrs).toMatchObject({ activation: 'elu' });
      expect(machine).toEqual({ binary: 'plain', host: 'x86' });
    }
  });

  it('see tiles at work: most calls execute something else than they count', () => {
    for (const kernel of GRID_KERNELS) {
      const differs = ({ call, machine }: Seen): boolean => {
        const form = tileForm(call, machine);
        return call.kernel === kernel && form.state === 'closed-form' && form.terms.length > 0;
      };
      expect(seen.filter(differs).length).toBeGreaterThan(10);
    }
  });
});
