/** @file A baseline that one backend has written is met on each of the others, every time: `npm run gate` does so 1,000 times. */
import { beforeAll, describe, expect, it } from 'vitest';
import { STARTS, startBackend } from '../../src/backends/start.ts';
import { tensorflow } from '../../src/backends/tensorflow/start.ts';
import { baselineText, repeatCheck, narrowerText } from '../gate/repeats.ts';
import { mustSkip } from '../support/required.ts';

const status = await tensorflow.status();
const isWithout = mustSkip('tensorflow', status.available ? null : status.why);
const BACKENDS = STARTS.map(({ name }) => name).filter(
  (name) => name !== 'webgpu' && !(name === 'tensorflow' && isWithout),
);
const TIMES = 10;

const baselines = new Map<string, string>();
beforeAll(async () => {
  for (const name of BACKENDS) {
    await startBackend(name);
    baselines.set(name, baselineText());
  }
});

describe.each(BACKENDS)('on %s', (name) => {
  it.each(BACKENDS)(`the baseline of %s is met ${TIMES} times, and nothing moves`, async (writer) => {
    await startBackend(name);
    expect(repeatCheck(baselines.get(writer)!, TIMES)).toEqual({ checks: TIMES, failures: [] });
  });

  it('a narrower one is broken each time', async () => {
    await startBackend(name);
    const { failures } = repeatCheck(narrowerText(), 2);
    expect(failures.filter((said) => said.includes(' multiply-adds, +'))).toHaveLength(2);
  });
});
