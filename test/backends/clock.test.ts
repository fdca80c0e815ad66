/** @file Which clock a backend gets, where the host's is the right one. */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { afterAll, describe, expect, it } from 'vitest';
import { profile } from '../../src/index.ts';
import { startClock } from '../../src/backends/clock.ts';

/** cpu by another name: what runs its kernels is not known. */
const FOREIGN = 'foreign';
tf.registerBackend(FOREIGN, () => tf.findBackend('cpu'));

const flags = (): string => JSON.stringify(tf.env().getFlags());

describe('the clock of', () => {
  afterAll(async () => {
    await tf.setBackend('cpu');
  });

  it.each(['cpu', 'wasm'])("%s is the host's", async (name) => {
    await tf.setBackend(name);
    const before = flags();
    const clock = await startClock();
    expect(clock).toMatchObject({ kind: 'host', computes: true });
    expect(clock.info()).toEqual({ clockResolutionMs: expect.any(Number) });
    expect(clock.info()['clockResolutionMs']).toBeGreaterThan(0);
    clock.stop();
    expect(flags()).toBe(before);
    expect(await clock.whileAlive(() => 1)).toBe(1);
    await expect(clock.whileAlive(() => Promise.reject(new Error('its own')))).rejects.toThrow('its own');
  });

  it('an unknown backend is the host’s, with a note on when that is right', async () => {
    await tf.setBackend('cpu');
    await tf.setBackend(FOREIGN);
    const clock = await startClock();
    expect(clock.kind).toBe('host');
    expect(clock.info()['clockNote']).toMatch(/foreign end before they return/);
    clock.stop();
  });

  it('a profile is in its environment, where passes are timed', async () => {
    await tf.setBackend('cpu');
    const work = (): tf.Tensor => tf.matMul(tf.ones([8, 8]), tf.ones([8, 8]));
    const timed = await profile(work, { runs: 3 });
    expect(timed.environment).toMatchObject({ clock: 'host', clockResolutionMs: expect.any(Number) });
    expect(timed.environment).not.toHaveProperty('voidPasses');
    expect(timed.total.time!.meanMs).toBeLessThanOrEqual(timed.total.wall!.meanMs * 10);
    const counted = await profile(work, { runs: 0 });
    expect(counted.environment).not.toHaveProperty('clock');
    expect([counted.total.time, counted.total.wall]).toEqual([null, null]);
  });
});
