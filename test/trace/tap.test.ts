/** @file The tap: outermost kernels only, late registrations, and everything put back. */
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { count, profile, scope } from '../../src/index.ts';
import { kernelRegistry } from '../../src/trace/registry.ts';
import { useBackend } from '../support/backend.ts';

let tf: Awaited<ReturnType<typeof useBackend>>;
beforeAll(async () => {
  tf = await useBackend('cpu');
});

const called = (report: ReturnType<typeof count>): Record<string, number> =>
  Object.fromEntries(report.kernels.map(({ kernel, calls }) => [kernel, calls]));

/** tfjs warns of each kernel that a second bundle registers again. */
function withoutWarnings(run: () => void): void {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  try {
    run();
  } finally {
    warn.mockRestore();
  }
}

/** The registry as it is: same keys, same objects, own properties of the Map itself. */
const snapshot = () => ({
  entries: [...kernelRegistry()],
  own: Reflect.ownKeys(kernelRegistry()),
});

function expectUntouched(before: ReturnType<typeof snapshot>): void {
  const after = snapshot();
  expect(after.own).toEqual(before.own);
  expect(after.entries.length).toBe(before.entries.length);
  for (const [i, [key, config]] of before.entries.entries()) {
    expect(after.entries[i]![0]).toBe(key);
    expect(after.entries[i]![1]).toBe(config);
  }
}

describe('what is put back', () => {
  it('holds the very same registry entries after a count', () => {
    const before = snapshot();
    count(() => tf.add([1], [2]));
    expectUntouched(before);
  });

  it('holds them after a function that throws, and passes its error on', () => {
    const before = snapshot();
    expect(() =>
      count(() => {
        tf.add([1], [2]);
        throw new Error('mine');
      }),
    ).toThrow('mine');
    expectUntouched(before);
  });

  it('holds them after a kernel that throws', () => {
    const before = snapshot();
    expect(() => count(() => tf.engine().runKernel('Reshape', { x: tf.zeros([2]) }, { shape: [3] }))).toThrow(
      /must match the product/,
    );
    expectUntouched(before);
  });

  it('holds them after a profile that rejects', async () => {
    const before = snapshot();
    const failing = profile(
      async () => {
        tf.add([1], [2]).dispose();
        throw new Error('later');
      },
      { runs: 1 },
    );
    await expect(failing).rejects.toThrow('later');
    expectUntouched(before);
  });

  it('leaves no tensor, whether the function returns or throws', async () => {
    const before = tf.memory().numTensors;
    count(() => tf.add([1], [2]).square());
    expect(() =>
      count(() => {
        tf.square([3]);
        throw new Error('mine');
      }),
    ).toThrow('mine');
    await profile(() => tf.tidy(() => ({ y: [tf.square([3])] })), { runs: 2 });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('what is seen', () => {
  it('sees the outermost kernel only', () => {
    tf.registerKernel({
      kernelName: 'Nesting',
      backendName: 'cpu',
      kernelFunc: ({ inputs }) => tf.add(inputs['x'] as never, 1),
    });
    const report = count(() => tf.engine().runKernel('Nesting', { x: tf.ones([4]) }), {});
    tf.unregisterKernel('Nesting', 'cpu');
    expect(called(report)).toEqual({ Nesting: 1 });
    expect(report.kernels[0]!.state).toBe('unknown');
    expect(report.total.unknownCalls).toBe(1);
    expect(report.total.counted.adds).toBe(0);
  });

  it('sees a kernel that is registered during the count, and leaves its registration as it was', () => {
    const config = {
      kernelName: 'Late',
      backendName: 'cpu',
      kernelFunc: ({ inputs }: { inputs: object }) => (inputs as { x: never }).x,
    };
    const report = count(() => {
      tf.registerKernel(config);
      tf.engine().runKernel('Late', { x: tf.ones([4]) });
    });
    expect(called(report)).toEqual({ Late: 1 });
    expect(kernelRegistry().get('cpu_Late')).toBe(config);
    tf.unregisterKernel('Late', 'cpu');
  });

  it('survives a tfjs bundle that is loaded during the count', () => {
    const require = createRequire(import.meta.url);
    const before = kernelRegistry().get('cpu_Add');
    const report = count(() => {
      tf.add([1], [2]);
      withoutWarnings(() => require('@tensorflow/tfjs/dist/tf.min.js'));
      tf.add([1], [2]);
    });
    expect(called(report)['Add']).toBe(2);
    // The bundle's own registration is in force, untapped.
    expect(kernelRegistry().get('cpu_Add')).not.toBe(before);
    expect(called(count(() => tf.add([1], [2])))).toEqual({ Add: 1 });
  });

  it('does not keep the tap in kernels that are copied to another backend meanwhile', () => {
    const original = kernelRegistry().get('cpu_Square')!.kernelFunc;
    count(() => tf.copyRegisteredKernels('cpu', 'copied'));
    expect(kernelRegistry().get('copied_Square')!.kernelFunc).toBe(original);
    for (const { kernelName } of tf.getKernelsForBackend('copied')) tf.unregisterKernel(kernelName, 'copied');
  });

  it('shows the same kernels to counts that nest', () => {
    let inner: ReturnType<typeof count> | undefined;
    const outer = count(() => {
      tf.add([1], [2]);
      inner = count(() => tf.square([2]));
      tf.add([1], [2]);
    });
    expect(called(inner!)).toEqual({ Square: 1 });
    expect(called(outer)).toEqual({ Add: 2, Square: 1 });
  });

  it('queues profiles that overlap', async () => {
    const order: string[] = [];
    const slow = async (): Promise<void> => {
      order.push('slow starts');
      await new Promise((resolve) => setTimeout(resolve, 20));
      tf.add([1], [2]).dispose();
      order.push('slow ends');
    };
    const fast = (): void => {
      order.push('fast');
      tf.square([2]).dispose();
    };
    const [a, b] = await Promise.all([profile(slow, { runs: 0 }), profile(fast, { runs: 0 })]);
    expect(order).toEqual(['slow starts', 'slow ends', 'fast']);
    expect(called(a)).toEqual({ Add: 1 });
    expect(called(b)).toEqual({ Square: 1 });
  });

  it('refuses a promise in count, by name of the way out', () => {
    expect(() => count(async () => tf.add([1], [2]))).toThrow(/profile\(\)/);
  });
});

describe('the size of a trace', () => {
  it('grows with distinct calls, not with calls', () => {
    const report = count(() => {
      for (let i = 0; i < 5_000; i++) tf.add([1], [2]).dispose();
      tf.add([1, 2], [3, 4]);
    });
    expect(report.entries.map(({ calls }) => calls)).toEqual([5_000, 1]);
    expect(report.calls.length).toBe(2);
  });

  it('keeps one distinct call for two scopes', () => {
    const report = count(() => {
      scope('a', () => tf.add([1], [2]));
      scope('b', () => tf.add([1], [2]));
      scope('a', () => tf.add([1], [2]));
    });
    expect(report.calls.length).toBe(1);
    expect(report.entries.map(({ scope, calls }) => [report.scopes[scope]!.path.join('.'), calls])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });
});
