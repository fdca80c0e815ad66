/**
 * @file Peak memory against an independent sampling: `tf.memory().numBytes` read after each kernel that the engine
 * has finished. Integers, equal; and the faults that this must catch.
 */
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vit, zooWorkload } from '../../models/index.ts';
import { LayerScopes } from '../../src/trace/layer-scopes.ts';
import type { LayersModelLike } from '../../src/trace/layers-model.ts';
import { LiveBytes } from '../../src/trace/live-bytes.ts';
import { Scopes } from '../../src/trace/scopes.ts';
import { observeKernels, type KernelObserver } from '../../src/trace/tap.ts';
import { WeightTable } from '../../src/trace/weights.ts';
import { useBackend } from '../support/backend.ts';

interface Peak {
  readonly beforeBytes: number;
  readonly peakBytes: number;
  readonly peakScope: number;
}

type Watch = KernelObserver & Peak & { start(): void };
type MakeWatch = (scopeNow: () => number) => Watch;

/** Each kernel is an entry of its own; the first place that is asked for is that of the start. */
const liveBytes = (scopeNow: () => number): LiveBytes => {
  let entry = -1;
  return new LiveBytes(() => ({ scope: scopeNow(), entry: entry++ }));
};

/** The engine's own function for each kernel, called from outside; gradients call it within itself. */
function sampleKernels(scopeNow: () => number): { readonly peak: () => Peak; stop(): void } {
  const engine = tf.engine() as unknown as Record<string, (...args: unknown[]) => unknown>;
  const beforeBytes = tf.memory().numBytes;
  let peak = { beforeBytes, peakBytes: beforeBytes, peakScope: scopeNow() };
  engine['runKernelFunc'] = (...args) => {
    const result = Object.getPrototypeOf(engine)['runKernelFunc'].apply(engine, args);
    const { numBytes } = tf.memory();
    if (numBytes > peak.peakBytes) peak = { beforeBytes, peakBytes: numBytes, peakScope: scopeNow() };
    return result;
  };
  return { peak: () => peak, stop: () => Reflect.deleteProperty(engine, 'runKernelFunc') };
}

interface Case {
  readonly name: string;
  readonly backend: 'cpu' | 'wasm';
  readonly models?: readonly object[];
  run(): unknown;
}

/** One pass, watched and sampled. */
async function compare(make: MakeWatch, pass: Case): Promise<{ found: Peak; wanted: Peak }> {
  const scopes = new Scopes();
  const layers = new LayerScopes(scopes, new WeightTable());
  for (const model of (pass.models ?? []) as LayersModelLike[]) layers.add(model);
  const watch = make(() => scopes.current);
  const unpatch = layers.patch();
  const sampling = sampleKernels(() => scopes.current);
  const stop = observeKernels(watch);
  try {
    watch.start();
    tf.dispose((await pass.run()) as tf.TensorContainer);
  } finally {
    stop();
    sampling.stop();
    unpatch();
  }
  const { beforeBytes, peakBytes, peakScope } = watch;
  return { found: { beforeBytes, peakBytes, peakScope }, wanted: sampling.peak() };
}

const KERNELS: readonly [name: string, kernel: tf.KernelFunc][] = [
  [
    'TwiceTheSame',
    ({ inputs, backend }) => {
      const { shape, dtype } = inputs['x']!;
      const dataId = (backend as tf.KernelBackend).write(
        new Float32Array(tf.util.sizeFromShape(shape)),
        shape,
        dtype,
      );
      // Two tensors will hold this data.
      (backend as tf.KernelBackend).incRef(dataId);
      return [
        { dataId, shape, dtype },
        { dataId, shape, dtype },
      ];
    },
  ],
  [
    'MakesTensor',
    ({ inputs }) => tf.engine().makeTensor(new Float32Array([1, 2, 3]), [3], inputs['x']!.dtype),
  ],
];

const runKernel = (name: string, x: tf.Tensor): tf.Tensor => tf.engine().runKernel(name, { x });

const cases: Case[] = [];

beforeAll(async () => {
  for (const [kernelName, kernelFunc] of KERNELS)
    tf.registerKernel({ kernelName, backendName: 'cpu', kernelFunc });
  for (const backend of ['cpu', 'wasm'] as const) {
    await useBackend(backend);
    const mobileNet = await zooWorkload('mobilenet-v2', { imageSize: 32 }).open();
    const transformer = vit({ imageSize: 32, patch: 16, width: 24, depth: 2, heads: 2, classes: 5 });
    const image = tf.ones([2, 32, 32, 3]);
    cases.push(
      { name: 'MobileNetV2', backend, models: mobileNet.models, run: () => mobileNet.run() },
      { name: 'vision transformer', backend, models: [transformer], run: () => transformer.predict(image) },
    );
  }
  await useBackend('cpu');
  const sequence = tf.sequential({ layers: [tf.layers.lstm({ units: 3, inputShape: [5, 2] })] });
  const trained = tf.sequential({
    layers: [
      tf.layers.dense({ units: 8, inputShape: [4], activation: 'relu' }),
      tf.layers.batchNormalization(),
      tf.layers.dense({ units: 2, activation: 'softmax' }),
    ],
  });
  trained.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
  const [steps, x, y] = [tf.ones([2, 5, 2]), tf.ones([6, 4]), tf.ones([6, 2])];
  const tidy = (name: string, run: () => tf.TensorContainer): Case => ({
    name,
    backend: 'cpu',
    run: () => tf.tidy(run),
  });
  cases.push(
    { name: 'LSTM', backend: 'cpu', models: [sequence], run: () => sequence.predict(steps) },
    { name: 'training step', backend: 'cpu', models: [trained], run: () => trained.trainOnBatch(x, y) },
    tidy('views', () => tf.reshape(tf.clone(tf.reshape(tf.square(x), [24])), [2, 12])),
    tidy('booleans', () => tf.logicalNot(tf.greater(x, 0))),
    tidy('strings', () => tf.string.staticRegexReplace(tf.tensor(['aaaaa', 'b']), 'a', 'cc')),
    tidy('complex', () => tf.real(tf.fft(tf.complex(x, tf.zerosLike(x))))),
    tidy('two outputs of one data', () => runKernel('TwiceTheSame', x)),
    tidy('an output that is a tensor', () => runKernel('MakesTensor', x)),
    tidy('no kernel', () => []),
    tidy('a peak that comes twice', () => {
      tf.tidy(() => tf.square(x));
      tf.tidy(() => tf.square(x));
      return [];
    }),
  );
});
afterAll(() => {
  for (const [kernelName] of KERNELS) tf.unregisterKernel(kernelName, 'cpu');
});

/** Names of the cases in which a watch is not equal to the sampling. */
async function differing(make: MakeWatch): Promise<string[]> {
  const names: string[] = [];
  for (const each of cases) {
    if (tf.getBackend() !== each.backend) await useBackend(each.backend);
    const { found, wanted } = await compare(make, each);
    if (JSON.stringify(found) !== JSON.stringify(wanted))
      names.push(`${each.name} on ${each.backend}: ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`);
  }
  return names;
}

describe('peak bytes', () => {
  it('are those of tf.memory() after each kernel, in the same scope, on networks, training and odd kernels', async () => {
    expect(await differing(liveBytes)).toEqual([]);
    console.log(`peak bytes equal in ${cases.length} passes`);
  });

  it('after each kernel are those of a product of sizes', async () => {
    await useBackend('cpu');
    const [rows, columns, bytes] = [7, 11, 4];
    const x = tf.ones([rows, columns]);
    let watch: LiveBytes | undefined;
    await compare((scopeNow) => (watch = liveBytes(scopeNow)), {
      name: 'tensors made and disposed of',
      backend: 'cpu',
      run: () => {
        const [made, row] = [tf.square(x), tf.sum(x, 0)];
        made.dispose();
        return [tf.neg(row), row];
      },
    });
    const [all, row] = [rows * columns * bytes, columns * bytes];
    expect(watch!.entryBytes.map((each) => each - watch!.beforeBytes)).toEqual([all, all + row, 2 * row]);
    x.dispose();
  });

  it('are those of a product of sizes', async () => {
    await useBackend('cpu');
    const [rows, columns, bytes] = [7, 11, 4];
    const x = tf.ones([rows, columns]);
    const { found } = await compare(liveBytes, {
      name: 'two tensors',
      backend: 'cpu',
      run: () => tf.tidy(() => tf.relu(tf.square(x))),
    });
    expect(found.peakBytes - found.beforeBytes).toBe(2 * rows * columns * bytes);
    x.dispose();
  });

  it('start anew, and leave nothing behind', async () => {
    await useBackend('cpu');
    const live = new LiveBytes(() => ({ scope: 0, entry: 0 }));
    const stop = observeKernels(live);
    live.start();
    tf.dispose(tf.square(tf.ones([1000])));
    expect(live.peakBytes).toBeGreaterThan(live.beforeBytes);
    stop();
    const { numTensors } = tf.memory();
    live.start();
    expect(live.peakBytes).toBe(tf.memory().numBytes);
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});

/** The same observer with a planted fault. */
interface Fault {
  readonly name: string;
  /** Bytes added for one output. */
  readonly added?: (
    output: tf.TensorInfo,
    known: (data: object) => boolean,
    all: readonly tf.TensorInfo[],
  ) => number;
  readonly atEnter?: true;
  readonly lastPeak?: true;
  readonly fromZero?: true;
}

const BYTES: Readonly<Record<string, number>> = { float32: 4, int32: 4, bool: 1 };
const right = (output: tf.TensorInfo): number =>
  'rank' in output ? 0 : tf.util.sizeFromShape(output.shape) * (BYTES[output.dtype] ?? 0);

const FAULTS: readonly Fault[] = [
  { name: 'outputs are not added', added: () => 0 },
  { name: 'views are not counted', added: (output, known) => (known(output.dataId) ? 0 : right(output)) },
  {
    name: 'two outputs of one data count once',
    added: (output, _, all) =>
      all.findIndex(({ dataId }) => dataId === output.dataId) === all.indexOf(output) ? right(output) : 0,
  },
  { name: 'a boolean has 4 bytes', added: (o) => (o.dtype === 'bool' ? 4 * right(o) : right(o)) },
  {
    name: 'a complex number has 8 bytes',
    added: (o) => (o.dtype === 'complex64' ? 8 * tf.util.sizeFromShape(o.shape) : right(o)),
  },
  {
    name: 'a string has 2 bytes',
    added: (o) => (o.dtype === 'string' ? 2 * tf.util.sizeFromShape(o.shape) : right(o)),
  },
  {
    name: 'tensors are added though they are counted already',
    added: ({ shape, dtype }) => tf.util.sizeFromShape(shape) * (BYTES[dtype] ?? 0),
  },
  { name: 'the peak is taken at enter', atEnter: true },
  { name: 'the last of equal peaks gives the scope', lastPeak: true },
  { name: 'what was there before is left out', fromZero: true },
];

const faulty =
  ({ added = right, atEnter, lastPeak, fromZero }: Fault): MakeWatch =>
  (scopeNow) => {
    let peak: Peak = { beforeBytes: 0, peakBytes: 0, peakScope: 0 };
    const note = (bytes: number): void => {
      if (bytes > peak.peakBytes || (lastPeak && bytes === peak.peakBytes))
        peak = { ...peak, peakBytes: bytes, peakScope: scopeNow() };
    };
    const watch = {
      start() {
        const bytes = fromZero ? 0 : tf.engine().state.numBytes;
        peak = { beforeBytes: bytes, peakBytes: bytes, peakScope: scopeNow() };
      },
      enter() {
        if (atEnter) note(tf.engine().state.numBytes);
      },
      leave() {},
      record(
        _kernel: number,
        _inputs: unknown,
        _attrs: unknown,
        outputs: tf.TensorInfo | readonly tf.TensorInfo[],
      ) {
        const { numBytes, tensorInfo } = tf.engine().state;
        const all = [outputs].flat();
        const known = (data: object): boolean => tensorInfo.has(data);
        if (!atEnter) note(all.reduce((sum, output) => sum + added(output, known, all), numBytes));
      },
      get beforeBytes() {
        return peak.beforeBytes;
      },
      get peakBytes() {
        return peak.peakBytes;
      },
      get peakScope() {
        return peak.peakScope;
      },
    };
    return watch;
  };

describe('planted faults', () => {
  it('are caught, each of them, and the watch without one is not', async () => {
    expect(await differing(faulty({ name: 'none' }))).toEqual([]);
    const missed: string[] = [];
    for (const fault of FAULTS) if ((await differing(faulty(fault))).length === 0) missed.push(fault.name);
    console.log(`planted faults caught: ${FAULTS.length - missed.length} of ${FAULTS.length}`);
    expect(missed).toEqual([]);
  });
});
