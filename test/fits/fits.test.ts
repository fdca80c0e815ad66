/** @file What is said of backends: by kernels, calls, sizes and memory. What happens there is compared by scripts/fits/run.ts. */
import { beforeAll, describe, expect, it } from 'vitest';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs';
import type { Report } from '../../src/core/report.ts';
import { count, countShapes, fits, readReport, TfjsFlopsError, writeReport } from '../../src/index.ts';
import { KERNEL_NAMES, LACKING } from '../../src/fits/kernels.ts';
import { fileWorkload } from '../../src/load/workload.ts';
import { profile } from '../../src/profile/profile.ts';
import { registered } from '../../scripts/fits/kernels.ts';
import { filesOf, inFolder } from '../load/graphs/build.ts';
import { artifactsOf } from '../support/graph-def.ts';
import { useBackend } from '../support/backend.ts';
import { SMALL_MODELS } from './models.ts';

const READ = ['cpu', 'wasm', 'webgl', 'webgpu'];

beforeAll(() => useBackend('wasm'));

describe('the table of kernels', () => {
  it('is what the backends register', () => {
    const { names, lacking } = registered();
    expect([...KERNEL_NAMES]).toEqual(names);
    expect([...lacking.keys()]).toEqual(expect.arrayContaining(READ));
    for (const [backend, kernels] of lacking)
      expect([backend, [...LACKING[backend]!]]).toEqual([backend, kernels]);
  });
});

describe('small graphs', () => {
  it(`${SMALL_MODELS.length} of them: refused by whom they are refused`, async () => {
    const said = new Map<string, readonly string[]>();
    for (const { name, graph } of SMALL_MODELS) {
      const artifacts = artifactsOf(graph);
      const model = await tf.loadGraphModel({ load: async () => artifacts });
      const verdicts = fits(await countShapes(model), { backends: READ });
      said.set(
        name,
        verdicts.filter(({ verdict }) => verdict !== 'runs').map(({ backend }) => backend),
      );
      model.dispose();
    }
    expect([...said]).toEqual(SMALL_MODELS.map(({ name, refusedBy }) => [name, refusedBy]));
  });

  it('happen so on wasm', async () => {
    const happens: (readonly [string, boolean])[] = [];
    for (const { name, graph } of SMALL_MODELS)
      await inFolder(filesOf(graph), async (folder) => {
        const workload = await fileWorkload(folder);
        const runs = await profile(workload, { runs: 0 }).then(
          () => true,
          () => false,
        );
        happens.push([name, runs]);
      });
    expect(happens).toEqual(SMALL_MODELS.map(({ name, refusedBy }) => [name, !refusedBy.includes('wasm')]));
  });
});

const counted = (fn: () => unknown): Report => count(fn, { run: false });
const on = (report: Report, backend: string, options: object = {}) =>
  fits(report, { backends: [backend], ...options })[0]!;

describe('a reason', () => {
  it('names kernel, layers and calls', () => {
    const x = (): tf.Tensor2D => tf.zeros([2, 3], 'int32');
    const report = counted(() => [tf.matMul(x(), x(), false, true), tf.matMul(x(), x(), false, true)]);
    expect(on(report, 'wasm')).toEqual({
      backend: 'wasm',
      verdict: 'does-not-run',
      reasons: [
        {
          kind: 'refused-call',
          effect: 'stops',
          kernel: 'BatchMatMul',
          what: 'BatchMatMul takes float32, and no int32',
          layers: ['outside layers'],
          evidence: { calls: 2 },
        },
      ],
    });
  });

  it.each<[string, () => unknown, string, string, string]>([
    [
      'conv3d backwards',
      () =>
        tf.grad((x) => tf.conv3d(x as tf.Tensor5D, tf.ones([1, 1, 1, 2, 2]), 1, 'same'))(
          tf.ones([1, 2, 2, 2, 2]),
        ),
      'cpu',
      'runs',
      '',
    ],
    [
      'conv2d backwards to its filter',
      () =>
        tf.grad((w) => tf.conv2d(tf.ones<tf.Rank.R4>([1, 4, 4, 2]), w as tf.Tensor4D, 1, 'same'))(
          tf.ones([3, 3, 2, 2]),
        ),
      'wasm',
      'does-not-run',
      'wasm has no kernel Conv2DBackpropFilter',
    ],
    [
      'conv2d of images resized, backwards',
      () =>
        tf.grad((x) => tf.image.resizeBilinear<tf.Tensor4D>(x as tf.Tensor4D, [8, 8]))(tf.ones([1, 4, 5, 2])),
      'cpu',
      'does-not-run',
      'ResizeBilinearGrad gives a gradient of 5×4 for 4×5',
    ],
    [
      'a depth-wise convolution whose channels are first',
      () =>
        tf.depthwiseConv2d(
          tf.ones<tf.Rank.R4>([1, 2, 4, 4]),
          tf.ones<tf.Rank.R4>([3, 3, 2, 1]),
          1,
          'same',
          'NCHW',
        ),
      'wasm',
      'runs',
      'DepthwiseConv2dNative is wrong: channels that are first are taken for the last',
    ],
    [
      'complex numbers by a cast',
      () => tf.cast(tf.ones([2]), 'complex64'),
      'wasm',
      'does-not-run',
      'Cast gives no complex64',
    ],
    ...['webgl', 'webgpu'].map((backend): [string, () => unknown, string, string, string] => [
      'products whose batches both repeat',
      () => tf.matMul(tf.ones([2, 1, 3, 4]), tf.ones([1, 6, 4, 5])),
      backend,
      'does-not-run',
      'BatchMatMul makes 6 products and not 12, where both batches repeat',
    ]),
    [
      'products of which one batch repeats',
      () => tf.matMul(tf.ones([2, 6, 3, 4]), tf.ones([1, 6, 4, 5])),
      'webgl',
      'runs',
      '',
    ],
    ['a mean of complex numbers', () => tf.mean(tf.complex([1, 2], [3, 4])), 'cpu', 'runs', ''],
    ['a Fourier transform', () => tf.spectral.rfft(tf.ones([2, 8])), 'webgl', 'runs', ''],
    [
      'a maximum of complex numbers',
      () => tf.max(tf.complex([1, 2], [3, 4])),
      'cpu',
      'does-not-run',
      'Max takes no complex64',
    ],
    [
      'a text that is split',
      () => tf.string.stringSplit(['a b'], ' '),
      'webgpu',
      'does-not-run',
      'webgpu has no kernel StringSplit',
    ],
    ['a text that is split', () => tf.string.stringSplit(['a b'], ' '), 'cpu', 'runs', ''],
    [
      'a text that is tiled',
      () => tf.tile(tf.tensor1d(['a', 'b'], 'string'), [2]),
      'wasm',
      'unknown',
      'what Tile does with string is not known',
    ],
    [
      'whatever TensorFlow refuses',
      () => tf.relu(tf.ones([2])),
      'tensorflow',
      'unknown',
      'which calls tensorflow refuses is not known',
    ],
    [
      'what TensorFlow lacks',
      () => tf.image.flipLeftRight(tf.ones([1, 2, 2, 3])),
      'tensorflow',
      'does-not-run',
      'tensorflow has no kernel FlipLeftRight',
    ],
  ])('is found of %s', (_name, fn, backend, verdict, what) => {
    const fit = on(counted(fn), backend);
    expect([fit.verdict, fit.reasons[0]?.what ?? '']).toEqual([verdict, what]);
  });

  it('is a wrong result where the kernel runs', () => {
    const [rows, columns] = [3, 2];
    const flags = counted(() => tf.reverse(tf.zeros([rows, columns], 'bool'), 0));
    expect(on(flags, 'wasm')).toMatchObject({
      verdict: 'runs',
      reasons: [{ kind: 'wrong-result', effect: 'spoils' }],
    });
    expect(on(flags, 'cpu').reasons).toEqual([]);
  });
});

describe('sizes', () => {
  const SIDE = 64;
  const limits = { textureSide: SIDE };
  it.each([
    ['as many values as pixels', SIDE * SIDE, 'runs'],
    ['one more', SIDE * SIDE + 1, 'unknown'],
    ['four a pixel', 4 * SIDE * SIDE, 'unknown'],
    ['one more than that', 4 * SIDE * SIDE + 1, 'does-not-run'],
  ])('of a texture: %s', (_name, values, verdict) => {
    expect(
      on(
        counted(() => tf.relu(tf.zeros([values]))),
        'webgl',
        { limits },
      ).verdict,
    ).toBe(verdict);
  });

  it('of a buffer, also of bool', () => {
    const values = 1_000;
    const report = counted(() => tf.logicalNot(tf.zeros([values], 'bool')));
    expect(on(report, 'webgpu', { limits: { storageBufferBytes: 4 * values } }).verdict).toBe('runs');
    expect(on(report, 'webgpu', { limits: { storageBufferBytes: 4 * values - 1 } })).toMatchObject({
      verdict: 'does-not-run',
      reasons: [{ kind: 'buffer', evidence: { bytes: 4 * values } }],
    });
  });

  it('of memory, to the byte', () => {
    const report = counted(() => tf.relu(tf.zeros([1_000])));
    const { peakBytes } = report.memory!;
    for (const backend of READ) {
      expect(on(report, backend, { memory: peakBytes }).verdict).toBe('runs');
      expect(on(report, backend, { memory: peakBytes - 1 })).toMatchObject({
        verdict: 'does-not-run',
        reasons: [{ kind: 'memory', evidence: { peakBytes, memory: peakBytes - 1 } }],
      });
    }
  });

  it('of the heap: copies of packed weights are on top', () => {
    const report = counted(() => tf.relu(tf.zeros([2 ** 20])));
    const { peakBytes } = report.memory!;
    const verdict = (wasmHeapBytes: number) => on(report, 'wasm', { limits: { wasmHeapBytes } }).verdict;
    expect(verdict(peakBytes + 2 ** 24)).toBe('runs');
    expect(verdict(peakBytes + 2 ** 24 - 1)).toBe('unknown');
    expect(verdict(peakBytes - 1)).toBe('does-not-run');
  });
});

describe('what else', () => {
  it('a custom kernel is not known, and says so', () => {
    const own = { Own: (inputs: object) => Object.values(inputs)[0] as never };
    const report = count(() => tf.engine().runKernel('Own', { x: tf.ones([2]) }), {
      run: false,
      shapeRules: own,
    });
    expect(on(report, 'cpu')).toMatchObject({
      verdict: 'unknown',
      reasons: [{ kind: 'not-known', kernel: 'Own' }],
    });
  });

  it('is in a saved report', () => {
    const report = counted(() => tf.relu(tf.ones([2])));
    const all = { ...report, fits: fits(report) };
    expect(readReport(writeReport(all)).fits).toEqual(all.fits);
    expect(readReport(writeReport(report)).fits).toBeUndefined();
  });

  it.each<[object, RegExp]>([
    [{ backends: ['wsam'] }, /Nothing is known of a backend "wsam"|wasm/],
    [{ memory: -1 }, /memory: -1 is not an integer/],
    [{ limits: { side: 2 } }, /side is not an option of limits/],
    [{ backend: 'wasm' }, /backend is not an option of fits\(\)/],
  ])('is refused: %j', (options, message) => {
    const report = counted(() => tf.relu(tf.ones([2])));
    const refused = (): unknown => fits(report, options);
    expect(refused).toThrow(TfjsFlopsError);
    expect(refused).toThrow(message);
  });
});
