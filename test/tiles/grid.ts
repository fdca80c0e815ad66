/** @file Random kernel calls by seed, measured on all machines in turn. */
import { randomCase } from '../../src/validate/kernels/grid.ts';
import { MACHINES, onMachine, type Seen } from './measure.ts';

/** Runs `perMachine` calls on each machine, seeds from `firstSeed` on. @throws Error if a kernel does not run */
export async function measureGrid(perMachine: number, firstSeed = 0): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  for (const [index, machine] of MACHINES.entries()) {
    const first = firstSeed + index * perMachine;
    const found = await onMachine(machine, (run) =>
      Array.from({ length: perMachine }, (_, i) => {
        let kernel = '';
        const all = run(() => {
          const random = randomCase(first + i);
          ({ kernel } = random);
          return random.run();
        });
        const [one, ...others] = all.filter(({ call }) => call.kernel === kernel);
        if (one === undefined || others.length > 0) throw new Error(`Seed ${first + i}: no one ${kernel}.`);
        return one;
      }),
    );
    seen.push(...found);
  }
  return seen;
}
