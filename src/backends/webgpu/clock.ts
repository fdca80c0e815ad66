/**
 * @file Time on the webgpu backend: each program runs in a compute pass of its own, whose begin and end the GPU stamps.
 * Stamps are read once per pass of the model, so that nothing waits in between. The members of tfjs-backend-webgpu 4.22
 * that this depends on are private in TypeScript; where they are missing, kernels are not timed.
 */
import { known, type ClockInfo } from '../../core/environment.ts';
import { setOwnMethod } from '../../patch/own-property.ts';
import { ClockStep, durationsNs, TIMED_BY_OTHERS } from '../../timing/gpu-stamps.ts';
import type { Clock, KernelTimer } from '../../timing/kernel-timer.ts';
import { watchForLoss } from '../device-loss.ts';
import {
  deviceOf,
  isNullAdapter,
  MAP_READ,
  USAGE,
  type GpuCommandEncoder,
  type GpuDevice,
  type GpuPass,
  type GpuQuerySet,
} from './device.ts';
import { watchDeviceLoss } from './loss.ts';

/** The backend, as far as it is used here. */
interface WebgpuBackend {
  readonly device: GpuDevice;
  /** Set while tf.time() or tf.profile() times programs itself. */
  readonly activeTimers?: unknown;
  /** `null` while nothing is recorded. */
  readonly commandEncoder: GpuCommandEncoder | null;
  computePassEncoder: GpuPass | null;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
  recordAndSubmit: (...program: unknown[]) => void;
}

const METHODS = [
  'ensureCommandEncoderReady',
  'endComputePassEncoder',
  'submitQueue',
  'recordAndSubmit',
] as const satisfies readonly (keyof WebgpuBackend)[];

/** WebGPU allows 4,096 stamps a query set; each program takes two. */
const PROGRAMS_A_SET = 2048;
const STAMP_BYTES = 8;

/** Steps from this on are coarse enough to be reported, in ns. */
const COARSE_NS = 1_000;
const COARSE =
  'GPU timestamps are rounded here: short kernels read 0 or one step. ' +
  'Chrome gives them in full after chrome://flags/#enable-webgpu-developer-features, Dawn with disable-dawn-features=timestamp_quantization.';

function whyNot(backend: object): string | null {
  const members = backend as Partial<WebgpuBackend>;
  const missing = METHODS.filter((name) => typeof members[name] !== 'function');
  if (missing.length > 0)
    return `this tfjs-backend-webgpu has no ${missing.join(', ')}: kernels can be timed with 4.22`;
  const device = deviceOf(backend);
  if (device === null) return 'this tfjs-backend-webgpu shows no device: kernels can be timed with 4.22';
  const { adapterInfo, features } = device;
  if (adapterInfo !== undefined && isNullAdapter(adapterInfo)) return 'the null adapter computes nothing';
  return features.has('timestamp-query')
    ? null
    : 'this GPU, or what drives it, has no timestamp-query: only whole passes can be timed';
}

/** @param current tfjs's backend object */
export function webgpuClock(current: object): Clock {
  const device = deviceOf(current);
  const loss = watchForLoss((lose) => (device === null ? (): void => {} : watchDeviceLoss(device, lose)));
  const { whileAlive } = loss;
  const why = whyNot(current);
  if (why !== null)
    return {
      kind: 'none',
      timer: null,
      computes: device?.adapterInfo === undefined || !isNullAdapter(device.adapterInfo),
      info: () => ({ clockNote: why }),
      whileAlive,
      stop: loss.stop,
    };
  const { timer, info, stop } = timestamps(current as WebgpuBackend);
  return {
    kind: 'timestamp',
    timer,
    computes: true,
    info,
    whileAlive,
    stop() {
      loss.stop();
      stop();
    },
  };
}

interface Timestamps {
  readonly timer: KernelTimer;
  readonly info: () => ClockInfo;
  readonly stop: () => void;
}

/** The owner of programs whose kernel threw. */
const NO_ENTRY = -1;

const KEY = Symbol.for('tfjs-flops.timed-passes');

/** Passes that are stamped, also by other copies of this package: a program in one of them cannot have one of its own. */
const timedPasses = (): WeakSet<GpuPass> =>
  ((globalThis as { [KEY]?: WeakSet<GpuPass> })[KEY] ??= new WeakSet());

function timestamps(backend: WebgpuBackend): Timestamps {
  const { device } = backend;
  const sets: GpuQuerySet[] = [];
  /** The entry whose kernel ran each program since the last `collect`. */
  let owners: number[] = [];
  let firstOfKernel = 0;
  let isInKernel = false;
  const step = new ClockStep();
  let timedPrograms = 0;
  /** Whether a program of this pass ran in somebody else's. */
  let isShared = false;
  /** Whether that was so in any pass. */
  let wasShared = false;

  const setOf = (program: number): GpuQuerySet =>
    (sets[Math.floor(program / PROGRAMS_A_SET)] ??= device.createQuerySet({
      type: 'timestamp',
      count: 2 * PROGRAMS_A_SET,
    }));

  const record = backend.recordAndSubmit;
  const restore = setOwnMethod(backend, 'recordAndSubmit', (...program) => {
    // Programs outside kernels must run as they would without a clock.
    if (!isInKernel || (backend.activeTimers ?? null) !== null) {
      record.call(backend, ...program);
      return;
    }
    if (backend.computePassEncoder !== null && timedPasses().has(backend.computePassEncoder)) {
      isShared = true;
      record.call(backend, ...program);
      return;
    }
    const index = owners.push(NO_ENTRY) - 1;
    const slot = 2 * (index % PROGRAMS_A_SET);
    backend.ensureCommandEncoderReady();
    backend.endComputePassEncoder();
    backend.computePassEncoder = backend.commandEncoder!.beginComputePass({
      timestampWrites: {
        querySet: setOf(index),
        beginningOfPassWriteIndex: slot,
        endOfPassWriteIndex: slot + 1,
      },
    });
    timedPasses().add(backend.computePassEncoder);
    try {
      // Records into the pass that is open; every 15th program it submits the batch.
      record.call(backend, ...program);
    } finally {
      backend.endComputePassEncoder();
    }
  });

  /** After a pass that failed: commands that stamp into a destroyed set would be refused, and what they compute lost. */
  function submitPending(): void {
    if (backend.commandEncoder === null) return;
    backend.endComputePassEncoder();
    backend.submitQueue();
  }

  /** Begin and end of each program. */
  async function readStamps(programs: number): Promise<BigUint64Array> {
    const bytes = 2 * STAMP_BYTES * programs;
    const resolved = device.createBuffer({ size: bytes, usage: USAGE.queryResolve | USAGE.copySource });
    const readable = device.createBuffer({ size: bytes, usage: USAGE.mapRead | USAGE.copyTarget });
    try {
      backend.ensureCommandEncoderReady();
      backend.endComputePassEncoder();
      const encoder = backend.commandEncoder!;
      for (let from = 0; from < programs; from += PROGRAMS_A_SET) {
        const count = 2 * Math.min(PROGRAMS_A_SET, programs - from);
        encoder.resolveQuerySet(setOf(from), 0, count, resolved, 2 * STAMP_BYTES * from);
      }
      encoder.copyBufferToBuffer(resolved, 0, readable, 0, bytes);
      backend.submitQueue();
      await readable.mapAsync(MAP_READ, 0, bytes);
      return new BigUint64Array(readable.getMappedRange(0, bytes).slice(0));
    } finally {
      resolved.destroy();
      readable.destroy();
    }
  }

  const timer: KernelTimer = {
    name: 'GPU timestamps',
    enter() {
      firstOfKernel = owners.length;
      isInKernel = true;
    },
    leave() {
      isInKernel = false;
    },
    book(entry) {
      owners.fill(entry, firstOfKernel);
    },
    async collect() {
      // A kernel that threw was entered and not left.
      isInKernel = false;
      const ran = owners;
      owners = [];
      timedPrograms = ran.length;
      const times = new Map<number, number>();
      if (isShared) {
        isShared = false;
        wasShared = true;
        return null;
      }
      if (ran.length === 0) return times;
      const stamps = await readStamps(ran.length);
      step.addStamps(stamps);
      for (const [program, ns] of durationsNs(stamps).entries()) {
        const entry = ran[program]!;
        if (entry !== NO_ENTRY) times.set(entry, (times.get(entry) ?? 0) + ns / 1e6);
      }
      return times;
    },
  };
  return {
    timer,
    info: () =>
      known<ClockInfo>({
        timedPrograms,
        clockResolutionMs: step.ms,
        clockNote: wasShared
          ? `some times are void: ${TIMED_BY_OTHERS}`
          : step.ns !== null && step.ns >= COARSE_NS
            ? COARSE
            : undefined,
      }),
    stop() {
      restore();
      submitPending();
      for (const set of sets.splice(0)) set.destroy();
    },
  };
}
