/**
 * @file The clock of the webgpu backend on a real device (Dawn; SwiftShader where there is no GPU): whose time is whose,
 * what it leaves behind, and what it reports where it cannot measure.
 */
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { webgpu } from '../../../src/backends/webgpu/start.ts';
import { formatTable, profile, type Report } from '../../../src/index.ts';
import { startClock } from '../../../src/backends/clock.ts';
import type { Clock, KernelTimer, KernelTimes } from '../../../src/timing/kernel-timer.ts';
import { Tracer } from '../../../src/trace/tracer.ts';
import { dawn, onGpu, skipsWebgpu, withoutTimestamps } from '../../support/webgpu.ts';
import { many, MANY, ON_HOST, pass, small } from './passes.ts';

const FORWARD = 'WEBGPU_CPU_FORWARD';
/** Kernels that give their input another name or shape and run nothing on the GPU. */
const VIEWS = new Set(['Reshape', 'Identity']);
const MINUTE_MS = 60_000;

/** What of the backend and the flags is not as tfjs made it. */
const leftovers = (): readonly string[] => [
  ...(Object.hasOwn(tf.backend(), 'recordAndSubmit') ? ['recordAndSubmit'] : []),
  ...(tf.env().get(FORWARD) === true ? [] : [FORWARD]),
];

const sum = (times: KernelTimes): number => [...times.values()].reduce((total, ms) => total + ms, 0);

/** What a clock gets wrong; nothing for the real one. */
async function trial(start: () => Promise<Clock>): Promise<readonly string[]> {
  const clock = await start();
  const { timer } = clock;
  const wrong: string[] = [];
  const check = (isRight: boolean, what: string): void => {
    if (!isRight) wrong.push(what);
  };
  try {
    if (timer === null) return ['there is no timer'];
    check(tf.env().get(FORWARD) === true, 'small tensors do not stay on the host');
    const tracer = new Tracer({ models: [], reads: () => [], probe: timer });
    await pass(timer, tracer, small);
    const startMs = performance.now();
    const { names, times } = await pass(timer, tracer, small);
    for (const [entry, name] of names.entries())
      check(
        VIEWS.has(name) || name === ON_HOST ? !times.has(entry) : times.get(entry)! > 0,
        `${name} is timed as what it is not`,
      );
    const wallMs = performance.now() - startMs;
    check(sum(times) < wallMs, 'kernels take longer than the pass that holds them');

    // Untapped passes are to run as they would without a clock.
    tf.tidy(small).dispose();
    check((await timer.collect())?.size === 0, 'a pass without kernels has times');
    check(clock.info()['timedPrograms'] === 0, 'programs outside kernels are timed');
  } finally {
    clock.stop();
  }
  wrong.push(...leftovers().map((name) => `${name} is left`));
  return wrong;
}

/** Clocks with one fault each. */
const FAULTS: Readonly<Record<string, (clock: Clock, timer: KernelTimer) => Clock>> = {
  'books into the next entry': (clock, timer) => ({
    ...clock,
    timer: { ...timer, book: (entry) => timer.book(entry + 1) },
  }),
  'books nothing': (clock, timer) => ({ ...clock, timer: { ...timer, book() {} } }),
  'times passes that nothing brackets': (clock, timer) => ({
    ...clock,
    timer: {
      ...timer,
      async collect() {
        const times = await timer.collect();
        timer.enter();
        return times;
      },
    },
  }),
  'gives every kernel a time': (clock, timer) => ({
    ...clock,
    timer: {
      ...timer,
      async collect() {
        const times = await timer.collect();
        return new Map(Array.from({ length: 16 }, (_, entry) => [entry, times?.get(entry) ?? 1e-3]));
      },
    },
  }),
  'keeps the times of earlier passes': (clock, timer) => {
    const sums = new Map<number, number>();
    return {
      ...clock,
      timer: {
        ...timer,
        async collect() {
          for (const [entry, ms] of (await timer.collect()) ?? [])
            sums.set(entry, (sums.get(entry) ?? 0) + ms);
          return sums;
        },
      },
    };
  },
  'is not stopped': (clock) => ({ ...clock, stop() {} }),
  'leaves the flag off': (clock) => ({
    ...clock,
    stop() {
      clock.stop();
      tf.env().set(FORWARD, false);
    },
  }),
  'turns the flag off': (clock) => {
    tf.env().set(FORWARD, false);
    return {
      ...clock,
      stop() {
        tf.env().set(FORWARD, true);
        clock.stop();
      },
    };
  },
};

describe.skipIf(skipsWebgpu)('GPU timestamps', () => {
  beforeAll(async () => {
    await webgpu.start();
  });
  afterEach(() => {
    expect(leftovers()).toEqual([]);
  });

  it('time each kernel that runs programs, and nothing else; two clocks in a row', async () => {
    expect(await trial(startClock)).toEqual([]);
    expect(await trial(startClock)).toEqual([]);
  });

  it('planted faults are caught', async () => {
    const missed: string[] = [];
    for (const [name, plant] of Object.entries(FAULTS)) {
      let real: Clock | null = null;
      const wrong = await trial(async () => {
        real = await startClock();
        return plant(real, real.timer!);
      });
      (real as Clock | null)?.stop();
      tf.env().set(FORWARD, true);
      if (wrong.length === 0) missed.push(name);
    }
    const total = Object.keys(FAULTS).length;
    console.log(`webgpu clock: ${total - missed.length} of ${total} planted faults caught`);
    expect(missed).toEqual([]);
  });

  it('go on in a second set of queries, and a third', async () => {
    const clock = await startClock();
    try {
      const timer = clock.timer!;
      const { names, times } = await pass(
        timer,
        new Tracer({ models: [], reads: () => [], probe: timer }),
        many,
      );
      expect(clock.info()['timedPrograms']).toBe(MANY);
      expect(times.get(names.indexOf('Relu'))).toBeGreaterThan(0);
      // A stamp that was never written is 0: the sum would be off by the age of the machine.
      expect(sum(times)).toBeLessThan(MINUTE_MS);
    } finally {
      clock.stop();
    }
  });

  it('survive a kernel that throws, and nothing is left when the pass fails', async () => {
    const clock = await startClock();
    const timer = clock.timer!;
    const tracer = new Tracer({ models: [], reads: () => [], probe: timer });
    // A slice beyond the end is refused inside the kernel.
    const broken = (): tf.Tensor =>
      tf.engine().runKernel('Slice', { x: tf.relu([1, 2]) }, { begin: [5], size: [9] });
    await expect(pass(timer, tracer, broken)).rejects.toThrow();
    tracer.takePass();
    await timer.collect();
    const { names, times } = await pass(timer, tracer, small);
    expect([...times.keys()].map((entry) => names[entry])).toContain('Mean');
    clock.stop();
    clock.stop();

    await expect(profile(broken, { runs: 1 })).rejects.toThrow();
  });

  it('lose no result when they stop in the middle of a pass', async () => {
    const clock = await startClock();
    clock.timer!.enter();
    const recorded = tf.relu([-1, 2]);
    clock.stop();
    expect(Array.from(await recorded.data())).toEqual([0, 2]);
    recorded.dispose();
  });

  it('do not go on with zeros where the GPU refuses a command', async () => {
    const { device } = tf.backend() as unknown as { device: { createBuffer(of: object): object } };
    const work = (): tf.Tensor => {
      device.createBuffer({ size: 16, usage: 0xffff });
      return small();
    };
    await expect(profile(work, { runs: 1 })).rejects.toMatchObject({
      code: 'refused-by-backend',
      message: expect.stringMatching(/^The webgpu backend refuses a program: .* Choose another backend\.$/),
    });
    expect(await profile(small, { runs: 1 })).toMatchObject({ environment: { clock: 'timestamp' } });
  });

  it('step aside where the model times programs itself', async () => {
    const clock = await startClock();
    const timer = clock.timer!;
    try {
      timer.enter();
      const out = tf.tidy(() => tf.relu([-1, 2]));
      const inner = tf.time(() => tf.tidy(() => void tf.tanh(out)));
      timer.leave();
      timer.book(0);
      expect(((await inner) as { kernelMs: number }).kernelMs).toBeGreaterThan(0);
      await timer.collect();
      expect(clock.info()['timedPrograms']).toBe(1);
      out.dispose();
    } finally {
      clock.stop();
    }
  });

  it('say that they are rounded, where Dawn rounds them', async () => {
    const tiny = (): tf.Tensor => tf.relu(tf.relu(tf.relu(tf.ones([1]))));
    const own = await profile(tiny, { runs: 8 });
    expect(own.environment['clockResolutionMs']).toBeLessThan(0.001);
    expect(own.environment).not.toHaveProperty('clockNote');
    expect(formatTable(own)).not.toMatch(/coarse clock/);

    const rounded = await onGpu(await dawn([]), () => profile(tiny, { runs: 8 }));
    const step = 0x1_0000 / 1e6;
    expect(Number(rounded.environment['clockResolutionMs']) / step).toBeGreaterThanOrEqual(1);
    expect(Number(rounded.environment['clockResolutionMs']) % step).toBeCloseTo(0, 9);
    expect(rounded.environment['clockNote']).toMatch(/rounded/);
    // On a busy machine even a single element may take ten steps.
    const { time, calls } = rounded.total;
    expect(/coarse clock/.test(formatTable(rounded))).toBe(
      Number(rounded.environment['clockResolutionMs']) > time!.meanMs / calls / 10,
    );
  });
});

const timesIn = ({ layers, kernels, entryTimes, total }: Report): readonly unknown[] =>
  [...layers, ...kernels, total].map(({ time }) => time).concat(entryTimes);

describe.skipIf(skipsWebgpu)('without timestamps', () => {
  beforeAll(async () => {
    await webgpu.start();
  });

  it('no kernel has a time, the wall-clock stays, and the report says why', async () => {
    const timed = await profile(small, { runs: 1 });
    const { gpu } = (globalThis as unknown as { navigator: { gpu: Parameters<typeof withoutTimestamps>[0] } })
      .navigator;
    const report = await onGpu(withoutTimestamps(gpu), () => profile(small, { runs: 1 }));
    expect(report.environment).toMatchObject({ clock: 'none', timestampQuery: false });
    expect(report.environment['clockNote']).toMatch(/no timestamp-query/);
    expect(timesIn(report).every((time) => time === null)).toBe(true);
    expect(report.total.wall!.meanMs).toBeGreaterThan(0);
    expect(report.costs).toEqual(timed.costs);
    expect(timed.environment).toMatchObject({ clock: 'timestamp', timestampQuery: true });
    expect(timed.total.time!.meanMs).toBeGreaterThan(0);
  });

  it('another tfjs-backend-webgpu is not patched blindly', async () => {
    Object.defineProperty(tf.backend(), 'recordAndSubmit', { value: undefined, configurable: true });
    try {
      const clock = await startClock();
      expect(clock).toMatchObject({ kind: 'none', timer: null, computes: true });
      expect(clock.info()['clockNote']).toMatch(/recordAndSubmit/);
      clock.stop();
    } finally {
      Reflect.deleteProperty(tf.backend(), 'recordAndSubmit');
    }
  });
});
