/** @file Later passes: whether they run what the first one ran, and that each is looked at alone. */
import { beforeAll, describe, expect, it } from 'vitest';
import { profile } from '../../src/index.ts';
import { Tracer, type ModelLike } from '../../src/trace/tracer.ts';
import { useBackend } from '../support/backend.ts';
import { artifactsOf, matMul, placeholder } from '../support/graph-def.ts';

let tf: Awaited<ReturnType<typeof useBackend>>;
beforeAll(async () => {
  tf = await useBackend('cpu');
});

function passOf(tracer: Tracer, run: () => void): void {
  const stop = tracer.start();
  try {
    tf.tidy(run);
  } finally {
    stop();
  }
}

const tracerOf = (...models: readonly object[]): Tracer =>
  new Tracer({ models: models as readonly ModelLike[], reads: () => [] });

describe('a pass', () => {
  it.each([
    ['the same', true, () => void tf.add([1], [2]).square()],
    ['one kernel less', false, () => void tf.add([1], [2])],
    ['one kernel twice', false, () => void tf.add([1], [2]).square().square()],
    ['one that is new', false, () => void tf.add([1], [2]).square().exp()],
    ['another order', true, () => void tf.add(tf.square([3]), [2])],
    ['another shape', false, () => void tf.add([1, 1], [2, 2]).square()],
    ['nothing', false, () => {}],
  ])('with %s repeats the first: %s', (_, isSame, later) => {
    const tracer = tracerOf();
    passOf(tracer, () => void tf.add([1], [2]).square());
    const first = tracer.takePass();
    passOf(tracer, later);
    expect(tracer.repeats(first)).toBe(isSame);
    passOf(tracer, () => void tf.add([1], [2]).square());
    expect(tracer.repeats(first)).toBe(true);
  });

  it('is counted alone after one that was not taken: kernels, calls of layers and of nodes, work on the host', async () => {
    const [units, calls] = [3, 700];
    const layers = tf.sequential({ layers: [tf.layers.dense({ name: 'd', units, inputShape: [units] })] });
    const graph = await tf.loadGraphModel({
      load: async () =>
        artifactsOf({
          nodes: [placeholder('x', [-1, units]), matMul('y', 'x', 'W')],
          weights: [
            {
              name: 'W',
              shape: [units, units],
              dtype: 'float32',
              values: Array.from({ length: units * units }, () => 1),
            },
          ],
        }),
    });
    const run = (): void => {
      const x = tf.ones([1, units]);
      // More than wait at a time.
      for (let i = 0; i < calls; i++) layers.layers[0]!.apply(x);
      layers.predict(x);
      graph.execute(x);
    };
    const tracer = tracerOf(layers, graph);
    passOf(tracer, run);
    const first = tracer.takePass();
    const found = first.scopeCalls.map((call) => [first.scopes[call.scope]!.path.at(-1), call.calls]);
    expect(found).toContainEqual(['d', calls + 1]);
    expect(found).toContainEqual(['y', 1]);
    passOf(tracer, run);
    expect(tracer.repeats(first)).toBe(true);
    passOf(tracer, run);
    expect(tracer.takePass()).toEqual(first);
  });
});

it('a profile says how many passes ran other kernels than the first', async () => {
  const runs = 4;
  let pass = 0;
  // The first is tapped, then untapped and tapped ones take turns.
  const report = await profile(() => (pass++ === 4 ? tf.sqrt([4]) : tf.square([4])), { runs });
  expect(report.environment['varyingPasses']).toBe(1);
  expect(pass).toBe(1 + 2 * runs);
});
