/**
 * @file WebGPU in Node, on the system's GPU or on SwiftShader: the same numbers as cpu, kernel by kernel, a time for each
 * program; and the errors where there is no GPU, where it computes nothing, and where it is lost.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { mobilenetV2, networkWorkload, vit, type Network } from '../../../models/index.ts';
import { webgpu } from '../../../src/backends/webgpu/start.ts';
import type { KernelCall, TensorSpec } from '../../../src/core/kernel-call.ts';
import { sizeOf } from '../../../src/core/shape.ts';
import type { Workload } from '../../../src/core/workload.ts';
import { profile, type Report } from '../../../src/index.ts';
import { run } from '../../cli/process.ts';
import { TSX, type Outcome } from '../../cli/run.ts';
import { useBackend } from '../../support/backend.ts';
import { isLarge } from '../../support/large.ts';
import { noRealModels, realWorkload } from '../../support/real-models.ts';
import { invertedResidual } from '../small-networks.ts';
import { dawn, onGpu, skipsWebgpu } from '../../support/webgpu.ts';

const SIDE = 32;
const classes = 10;
/** SwiftShader is slow. */
const RUNS = 1;
const seed = 1;

const network = (name: string, build: Network['build']): Workload =>
  networkWorkload({ name, title: name, spec: { seed }, inputShape: [1, SIDE, SIDE, 3], build });

const options = { imageSize: SIDE, classes, weights: 'seeded', seed } as const;

const MODELS: Readonly<Record<string, () => Workload | Promise<Workload>>> = {
  'an inverted residual': () => network('inverted-residual', invertedResidual),
  'a small DeiT': () =>
    network('deit', () => vit({ ...options, patch: 8, width: 24, heads: 3, depth: 2, distilled: true })),
  ...(isLarge && {
    'MobileNetV2 0.25': () => network('mobilenet-v2', () => mobilenetV2({ ...options, alpha: 0.25 })),
    ...(!noRealModels && { 'blazeface-front': () => realWorkload('blazeface-front') }),
  }),
};

/** The output values of one pass. */
async function outputsOf(workload: Workload): Promise<number[][]> {
  const session = await workload.open();
  try {
    const outputs = [await session.run()].flat() as tf.Tensor[];
    const values = await Promise.all(outputs.map((output) => output.data()));
    tf.dispose(outputs);
    return values.map((each) => Array.from(each));
  } finally {
    session.dispose();
  }
}

/** The largest difference, in terms of the largest value. */
function relativeError(found: readonly number[], expected: readonly number[]): number {
  const largest = Math.max(...expected.map(Math.abs));
  return Math.max(...found.map((value, i) => Math.abs(value - expected[i]!))) / largest;
}

/** Every distinct call in its place, with how often it ran and what it costs. */
const callsOf = ({ entries, scopes, calls, costs }: Report): readonly string[] =>
  entries.map((entry) =>
    JSON.stringify([scopes[entry.scope]!.path, calls[entry.call], entry.calls, costs[entry.call]]),
  );

const shareOf = ({ total }: Report): number => total.time!.meanMs / total.wall!.meanMs;

/** So many elements go to the GPU. */
const LARGE = 1000;

/** Whether a call without a time may be one that tfjs computes on the host: of kernels that have a way to, small alone. */
const mayRunOnHost = ({ kernel, inputs }: KernelCall): boolean =>
  /^(StridedSlice|Slice|Pack|Concat|Tile|GatherV2|Prod|Transpose|Cast|Neg|Add|Sub|Multiply|Maximum)$/.test(
    kernel,
  ) &&
  Object.values(inputs as Readonly<Record<string, TensorSpec | readonly TensorSpec[]>>)
    .flat()
    .every(({ shape }) => sizeOf(shape) < LARGE);

/** Whether a call runs nothing on the GPU. */
const isView = ({ kernel, inputs, outputs }: KernelCall): boolean =>
  /^(Reshape|Identity)$/.test(kernel) ||
  (kernel === 'Cast' && Reflect.get(inputs, 'x')?.dtype === outputs[0]?.dtype);

describe.skipIf(skipsWebgpu)('webgpu in Node', () => {
  it('is looked for without a trace, and then started', async () => {
    const navigator = (): object | undefined => Reflect.get(globalThis, 'navigator');
    const before = [process.env['VK_DRIVER_FILES'], navigator() && 'gpu' in navigator()!];
    const status = await webgpu.status();
    expect([process.env['VK_DRIVER_FILES'], navigator() && 'gpu' in navigator()!]).toEqual(before);
    const info = await webgpu.start();
    expect(status).toEqual({ available: true, info });
    expect(info).toMatchObject({
      adapter: expect.stringMatching(/\w/),
      timestampQuery: expect.any(Boolean),
    });
    expect(tf.getBackend()).toBe('webgpu');
    expect(await webgpu.start()).toEqual(info);
  });

  it.each(Object.entries(MODELS))('%s: outputs, counts and times', async (name, open) => {
    await useBackend('cpu');
    const expected = await outputsOf(await open());
    const onCpu = await profile(await open(), { runs: 0 });

    await webgpu.start();
    const tensors = tf.memory().numTensors;
    const outputs = await outputsOf(await open());
    const errors = outputs.map((output, i) => relativeError(output, expected[i]!));
    expect(outputs.map((output) => output.length)).toEqual(expected.map((output) => output.length));
    for (const error of errors) expect(error).toBeLessThan(1e-3);

    const report = await profile(await open(), { runs: RUNS });
    expect(callsOf(report)).toEqual(callsOf(onCpu));
    expect(report.total.counted).toEqual(onCpu.total.counted);
    expect(report.total.residual).toBe(0);
    expect(report.total.counted.multiplyAdds).toBeGreaterThan(0);
    expect(tf.memory().numTensors).toBe(tensors);

    const { calls, entries, entryTimes } = report;
    const wronglyTimed = entries.filter(({ call }, i) =>
      isView(calls[call]!)
        ? entryTimes[i] !== null
        : entryTimes[i] === null
          ? !mayRunOnHost(calls[call]!)
          : !(entryTimes[i]!.meanMs > 0),
    );
    expect(wronglyTimed.map(({ call }) => calls[call])).toEqual([]);
    const largestError = Math.max(...errors).toExponential(1);
    console.log(
      `${name}: kernels/wall ${shareOf(report).toFixed(2)}, largest relative error ${largestError}`,
    );
  });

  it('kernels take about as long as the passes that run them', async () => {
    await webgpu.start();
    const open = MODELS['a small DeiT']!;
    const shares: number[] = [];
    const isNear = (share: number): boolean => share > 0.1 && share < 2;
    // Tapped and untapped passes take turns, but in software both need cores that others may use.
    while (shares.length < 4 && !shares.some(isNear))
      shares.push(shareOf(await profile(await open(), { runs: 7 })));
    console.log(`kernels/wall ${shares.map((share) => share.toFixed(2)).join(', ')}`);
    expect(shares.some(isNear)).toBe(true);
  });

  it('a model that reads while it runs is refused in a sentence', async () => {
    await webgpu.start();
    const reading = (): tf.Tensor => tf.scalar(tf.relu([1, 2]).dataSync()[0]!);
    await expect(profile(reading, { runs: 1 })).rejects.toMatchObject({
      code: 'refused-by-backend',
      message: expect.stringMatching(/reads a tensor while it runs/),
    });
  });

  it('where Dawn computes nothing it counts the same, times nothing, and says so', async () => {
    await webgpu.start();
    const open = MODELS['a small DeiT']!;
    const report = await onGpu(await dawn(['backend=null']), async () => profile(await open(), { runs: 1 }));
    await useBackend('cpu');
    const onCpu = await profile(await open(), { runs: 0 });
    expect(callsOf(report)).toEqual(callsOf(onCpu));
    expect(report.total).toEqual(onCpu.total);
    expect([report.total.time, report.total.wall]).toEqual([null, null]);
    expect(report.environment).toMatchObject({
      clock: 'none',
      clockNote: expect.stringMatching(/computes nothing/),
      outputsNote: expect.stringMatching(/garbage/),
    });
  });
});

const LOSE = fileURLToPath(new URL('lose-device.ts', import.meta.url));
const LIMIT_MS = 60_000;

describe.skipIf(skipsWebgpu)('a GPU that goes away', () => {
  it.each(['between kernels', 'while results are awaited'])(
    '%s: one sentence, nothing left, the program ends',
    (when) => {
      const { status, stdout } = spawnSync(TSX, [LOSE, when], { encoding: 'utf8', timeout: LIMIT_MS });
      expect(status).toBe(0);
      expect(JSON.parse(stdout)).toEqual({
        code: 'lost-device',
        message: expect.stringMatching(/^The GPU was lost in the middle of a pass \([^)]+\)\. Try [^.]+\.$/),
        endsEarly: true,
        isPatched: false,
      });
    },
  );
});

/** Dawn and the Vulkan loader complain by themselves; the command's own words come last. */
const lastLine = ({ err }: Outcome): string => err.trimEnd().split('\n').at(-1) ?? '';

describe('the command line on webgpu', () => {
  const profileOn = (env: Record<string, string>): Outcome =>
    run(['profile', 'mobilenet-v2', '--image-size', '32', '--runs', '1', '--backend', 'webgpu'], env);

  it('without a driver says so in one sentence, and ends', () => {
    const outcome = profileOn({ VK_DRIVER_FILES: '/nowhere.json' });
    expect(outcome.code).toBe(2);
    expect(lastLine(outcome)).toMatch(
      /^error: The webgpu backend is not available: VK_DRIVER_FILES=\/nowhere\.json leads to no GPU that Dawn accepts\. All: .*backends/,
    );
  });

  it('counts where TFJS_FLOPS_WEBGPU=null, without any driver', () => {
    const outcome = profileOn({ TFJS_FLOPS_WEBGPU: 'null', VK_DRIVER_FILES: '/nowhere.json' });
    expect(outcome.code).toBe(0);
    expect(outcome.out).toMatch(/residual 0/);
    expect(outcome.out).not.toMatch(/kernels\/wall/);
  });

  it('knows no other value of TFJS_FLOPS_WEBGPU', () => {
    const outcome = profileOn({ TFJS_FLOPS_WEBGPU: 'nil' });
    expect(outcome.code).toBe(2);
    expect(lastLine(outcome)).toMatch(/^error: TFJS_FLOPS_WEBGPU=nil is unknown\. Set it to null/);
  });
});
