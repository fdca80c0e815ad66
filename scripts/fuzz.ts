/**
 * @file `npm run fuzz [FIRST LAST]`: 2,000 seeded mutations of model files, each profiled by the command in a process
 * that is killed after 10 s: it is fine or refused with one sentence, and nothing else.
 */
import { inChildren } from '../test/fuzz/children.ts';
import { mutant } from '../test/fuzz/mutate.ts';
import { BAD, isBad } from '../test/fuzz/outcome.ts';

const [first = 1, last = 2000] = process.argv.slice(2).map(Number);
const seeds = Array.from({ length: last - first + 1 }, (_, i) => first + i);
const outcomes = await inChildren(seeds, {
  script: new URL('../test/fuzz/worker.ts', import.meta.url),
  limitMs: 10_000,
  workers: 2,
});
for (const { seed, kind, says } of outcomes)
  if (isBad(kind))
    console.log(
      `seed ${seed}, ${kind}, of ${mutant(seed).mutations.join(', ')}: ${JSON.stringify(says.slice(0, 300))}`,
    );
const figures = ['fine', 'refused', ...BAD].map(
  (kind) => `${outcomes.filter((outcome) => outcome.kind === kind).length} ${kind}`,
);
console.log(`${outcomes.length} mutants: ${figures.join(', ')}`);
process.exitCode = outcomes.some(({ kind }) => isBad(kind)) ? 1 : 0;
