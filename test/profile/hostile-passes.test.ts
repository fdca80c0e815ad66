/** @file Passes that throw, never settle, are aborted, nested or reset the engine: everything is afterwards as it was. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { count, profile, type Report } from '../../src/index.ts';
import { kernelRegistry } from '../../src/trace/registry.ts';
import { setOwnMethod } from '../../src/patch/own-property.ts';
import { useBackend } from '../support/backend.ts';
import { changedMethods, methodsOf } from '../support/methods.ts';
import { atKernel } from './at-kernel.ts';

let tf: Awaited<ReturnType<typeof useBackend>>;
let model: LayersModel;
let x: ReturnType<typeof tf.zeros>;
beforeAll(async () => {
  tf = await useBackend('cpu');
  model = tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 2, kernelSize: 3, activation: 'relu', inputShape: [6, 6, 1] }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 3, activation: 'softmax' }),
    ],
  });
  x = tf.zeros([1, 6, 6, 1]);
});

/** 4·4 outputs of 2 filters of 3·3; 4·4·2 inputs of 3 units. */
const MULTIPLY_ADDS = 4 * 4 * 2 * 9 + 4 * 4 * 2 * 3;

/** All that a trace could leave behind, by reference. */
function state() {
  const registry = kernelRegistry();
  const layers = [model, ...model.layers];
  const engine = tf.engine();
  const before = {
    registry: [Reflect.ownKeys(registry), ...registry],
    engine: Reflect.ownKeys(engine).filter((key) => typeof Reflect.get(engine, key) === 'function'),
    variables: engine.registeredVariables,
    methods: methodsOf(layers),
    memory: { ...tf.memory() },
  };
  return {
    expectSame(): void {
      const now = [Reflect.ownKeys(registry), ...registry];
      expect(now).toEqual(before.registry);
      for (const [i, [key, config]] of [...registry].entries()) {
        const known = before.registry[i + 1] as unknown[];
        expect(known[0]).toBe(key);
        expect(known[1]).toBe(config);
      }
      expect(Reflect.ownKeys(engine).filter((key) => typeof Reflect.get(engine, key) === 'function')).toEqual(
        before.engine,
      );
      expect(engine.registeredVariables).toBe(before.variables);
      expect(changedMethods(before.methods, layers)).toEqual([]);
      const { numTensors, numDataBuffers, numBytes } = tf.memory();
      expect({ numTensors, numDataBuffers, numBytes }).toMatchObject({
        numTensors: before.memory.numTensors,
        numDataBuffers: before.memory.numDataBuffers,
        numBytes: before.memory.numBytes,
      });
    },
  };
}

const KERNELS = (): number => {
  const watch = atKernel(0, () => {});
  tf.tidy(() => void model.predict(x));
  return watch.end();
};

describe('at every kernel of a small model', () => {
  it('that throws', async () => {
    const kernels = KERNELS();
    expect(kernels).toBeGreaterThan(4);
    for (let n = 1; n <= kernels; n++) {
      const before = state();
      const watch = atKernel(n, () => {
        throw new Error(`kernel ${n}`);
      });
      try {
        await expect(
          profile(() => tf.tidy(() => model.predict(x)), { models: [model], runs: 0 }),
        ).rejects.toThrow(`kernel ${n}`);
      } finally {
        watch.end();
      }
      before.expectSame();
    }
    console.log(`thrown at ${kernels} of ${kernels} kernels: all restored`);
  });

  it('at which the signal comes', async () => {
    const kernels = KERNELS();
    for (let n = 1; n <= kernels; n++) {
      const before = state();
      const controller = new AbortController();
      const watch = atKernel(n, () => controller.abort(new Error(`at ${n}`)));
      try {
        const stopped = profile(() => tf.tidy(() => model.predict(x)), {
          models: [model],
          runs: 1,
          signal: controller.signal,
        });
        await expect(stopped).rejects.toMatchObject({
          code: 'aborted',
          message: `The profile was stopped before it was done: at ${n}.`,
        });
      } finally {
        watch.end();
      }
      await new Promise((done) => setTimeout(done, 0));
      before.expectSame();
    }
    expect((await profile(model, { runs: 0 })).total.counted.multiplyAdds).toBe(MULTIPLY_ADDS);
  });
});

describe('a function that never settles', () => {
  it.each([0, 2])('is left when the signal comes, the tap is gone (%i runs)', async (runs) => {
    const before = state();
    let calls = 0;
    const run = async (): Promise<unknown> => {
      if (calls++ === runs) return new Promise(() => {});
      return tf.tidy(() => model.predict(x));
    };
    const signal = AbortSignal.timeout(50);
    await expect(profile(run, { models: [model], runs, signal })).rejects.toMatchObject({ code: 'aborted' });
    before.expectSame();
    expect((await profile(model, { runs: 0 })).total.counted.multiplyAdds).toBe(MULTIPLY_ADDS);
  });

  it('that settles later leaves nothing', async () => {
    const before = state();
    let settle = (): void => {};
    const late = new Promise<void>((resolve) => (settle = resolve));
    const run = async (): Promise<unknown> => {
      await late;
      return tf.ones([3]);
    };
    await expect(profile(run, { runs: 0, signal: AbortSignal.timeout(20) })).rejects.toThrow('stopped');
    settle();
    await new Promise((done) => setTimeout(done, 20));
    before.expectSame();
  });

  it('a signal that came before: nothing runs', async () => {
    const run = vi.fn();
    await expect(profile(run, { signal: AbortSignal.abort('enough') })).rejects.toThrow(
      'The profile was stopped before it was done: enough.',
    );
    expect(run).not.toHaveBeenCalled();
  });

  it('what is no signal is refused', async () => {
    await expect(profile(() => {}, { signal: 3 as never })).rejects.toThrow('an AbortSignal');
  });
});

describe('profile in profile', () => {
  const sentence = 'profile() was called inside a profile, which would wait for itself';
  it.each<[string, () => unknown]>([
    ['at once', () => profile(() => tf.ones([1]), { runs: 0 })],
    ['behind an await', async () => (await Promise.resolve(), profile(() => tf.ones([1]), { runs: 0 }))],
    [
      'behind a timer',
      async () => {
        await new Promise((done) => setTimeout(done, 1));
        await profile(model, { runs: 0 });
      },
    ],
  ])('%s is an error', async (_, run) => {
    // prettier-ignore
    const before = state();
    await expect(profile(run, { runs: 0 })).rejects.toThrow(sentence);
    before.expectSame();
  });

  it('beside another waits, also of another copy of the package', async () => {
    const before = state();
    vi.resetModules();
    const copy = await import('../../src/index.ts');
    expect(copy.profile).not.toBe(profile);
    const reports = await Promise.all([
      profile(model, { runs: 1 }),
      copy.profile(model as never, { runs: 1 }),
      profile(model, { runs: 0 }),
      copy.profile(model as never, { runs: 0 }),
    ]);
    for (const { total } of reports) {
      expect(total.counted.multiplyAdds).toBe(MULTIPLY_ADDS);
      expect(total.residual).toBe(0);
    }
    before.expectSame();
    await expect(profile(() => copy.profile(model as never, { runs: 0 }), { runs: 0 })).rejects.toThrow(
      sentence,
    );
    let within: Report | undefined;
    const outer = count(() => (within = copy.count(() => model.predict(x), { models: [model] })), {
      models: [model],
    });
    expect([within!.total.counted.multiplyAdds, outer.total.counted.multiplyAdds]).toEqual([
      MULTIPLY_ADDS,
      MULTIPLY_ADDS,
    ]);
    before.expectSame();
  });
});

describe('a pass that resets the engine', () => {
  it('is counted as far as it ran, and the new state is left alone', async () => {
    const [rows, inner, columns] = [2, 3, 5];
    const own = tf.engine();
    const methods = (): unknown =>
      Reflect.ownKeys(own).filter((key) => typeof Reflect.get(own, key) === 'function');
    const before = methods();
    const report = await profile(
      async () => {
        tf.engine().reset();
        await tf.setBackend('cpu');
        return tf.matMul(tf.ones([rows, inner]), tf.ones([inner, columns]));
      },
      { runs: 1 },
    );
    expect(report.total.counted.multiplyAdds).toBe(rows * inner * columns);
    expect(methods()).toEqual(before);
    await tf.setBackend('cpu');
    // The operands, which the function itself does not dispose of.
    expect(tf.memory().numTensors).toBe(2);
    // The reset took the weights of the model.
    model = tf.sequential({ layers: [tf.layers.dense({ units: columns, inputShape: [inner] })] });
    x = tf.ones([rows, inner]);
    expect((await profile(model, { batch: rows, runs: 0 })).total).toMatchObject({
      counted: { multiplyAdds: rows * inner * columns },
      residual: 0,
    });
  });
});

describe('patches of two copies', () => {
  class Thing {
    say(): string {
      return 'own';
    }
  }
  it.each([[[0, 1, 2]], [[0, 2, 1]], [[1, 0, 2]], [[1, 2, 0]], [[2, 0, 1]], [[2, 1, 0]]])(
    'come off in the order %j',
    async (order) => {
      vi.resetModules();
      const copy = await import('../../src/patch/own-property.ts');
      const said: unknown = Reflect.get(Thing.prototype, 'say');
      for (const target of [new Thing(), Thing.prototype]) {
        const keys = Reflect.ownKeys(target);
        const undo = [setOwnMethod, copy.setOwnMethod, setOwnMethod].map((patch, i) => {
          const original: () => string = Reflect.get(target, 'say');
          return patch(target, 'say', () => `${i}${original.call(target)}`);
        });
        expect(target.say()).toBe('210own');
        for (const i of order) {
          undo[i]!();
          undo[i]!();
        }
        expect(Reflect.ownKeys(target)).toEqual(keys);
        expect(Reflect.get(target, 'say')).toBe(said);
      }
    },
  );
});

describe('what the caller holds', () => {
  it('is never disposed of: older tensors, variables, kept ones', async () => {
    const older = tf.ones([2]);
    const variable = tf.variable(tf.ones([2]));
    let kept: ReturnType<typeof tf.ones> | undefined;
    const tensors = tf.memory().numTensors;
    await profile(() => [older, variable, (kept ??= tf.keep(tf.ones([3]))), tf.ones([4])], { runs: 2 });
    for (const tensor of [older, variable, kept!]) expect(tensor.isDisposed).toBe(false);
    expect(tf.memory().numTensors).toBe(tensors + 1);
    tf.dispose([older, variable, kept!]);
  });

  it.each([0, 1, 3])('nor is what a later pass returns or reads again (%i runs)', async (runs) => {
    const { numTensors } = tf.memory();
    let cached: ReturnType<typeof tf.ones> | undefined;
    let state = tf.zeros([2]);
    await profile(
      () => {
        const next = tf.add(state, 1);
        if (state.id !== next.id) state = next;
        return [(cached ??= tf.ones([3])), state];
      },
      { runs },
    );
    // Once it is seen again it is known to be held; a single pass cannot know.
    expect(cached!.isDisposed).toBe(runs === 0);
    // The first state is older than the passes; the cached one is the caller's.
    expect(tf.memory().numTensors - numTensors).toBe(runs === 0 ? 1 : 2);
  });

  it('a pass that fails leaves nothing of the one before', async () => {
    const { numTensors } = tf.memory();
    let passes = 0;
    const run = (): unknown => {
      if (passes++ > 0) throw new Error('second');
      return tf.ones([3]);
    };
    await expect(profile(run, { runs: 2 })).rejects.toThrow('second');
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});
