/**
 * @file Time on the webgpu backend: each program runs in a compute pass of its own, whose begin and end the GPU stamps.
 * Stamps are read once per pass of the model, so that nothing waits in between. The members of tfjs-backend-webgpu 4.22
 * that this hangs on are private to TypeScript; where they are missing, kernels are not timed.
 */
import { TfjsFlopsError } from '../../core/errors.ts';
import { setOwnMethod } from '../../patch/own-property.ts';
import { deviceLife, type Lose } from '../device-life.ts';
import { ClockStep, durationsNs } from '../../timing/gpu-stamps.ts';
import type { Clock, ClockInfo, KernelTimer } from '../../timing/kernel-timer.ts';
import {
  adapterFacts,
  isNullAdapter,
  MAP_READ,
  USAGE,
  type GpuCommandEncoder,
  type GpuDevice,
  type GpuErrorEvent,
  type GpuPass,
  type GpuQuerySet,
} from './device.ts';

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

/** Steps from which on a user should know that the clock was made coarse, in ns. */
const COARSE_NS = 1_000;
const COARSE =
  'GPU timestamps are rounded here: short kernels read 0 or one step. ' +
  'Chrome gives them in full after chrome://flags/#enable-webgpu-developer-features, Dawn with disable-dawn-features=timestamp_quantization.';

function whyNot(backend: object): string | null {
  const members = backend as Partial<WebgpuBackend>;
  const missing = METHODS.filter((name) => typeof members[name] !== 'function');
  if (missing.length > 0)
    return `this tfjs-backend-webgpu has no ${missing.join(', ')}: kernels can be timed with 4.22`;
  const { adapterInfo, features } = (backend as WebgpuBackend).device;
  if (adapterInfo !== undefined && isNullAdapter(adapterInfo)) return 'the null adapter computes nothing';
  return features.has('timestamp-query')
    ? null
    : 'this GPU, or what drives it, has no timestamp-query: only whole passes can be timed';
}

/** Listens for the device's loss, and for errors that tfjs passes over: it would go on with zeros. */
const lossOf = (device: GpuDevice) => (lose: Lose) => {
  // A promise cannot be left.
  let listens = true;
  void device.lost.then(({ message, reason = 'unknown' }) => {
    if (listens) lose(message || reason);
  });
  const onError = ({ error }: GpuErrorEvent): void => {
    const [what = ''] = error.message.split('\n');
    const sentence = `The webgpu backend refuses a program: ${what.replace(/\.$/, '')}. Choose another backend.`;
    lose(new TfjsFlopsError('refused-by-backend', sentence));
  };
  device.addEventListener('uncapturederror', onError);
  return () => {
    listens = false;
    device.removeEventListener('uncapturederror', onError);
  };
};

/** @param backend the current one of tfjs-backend-webgpu */
export function webgpuClock(backend: object): Clock {
  const { device } = backend as { device?: GpuDevice };
  const life = deviceLife(device === undefined ? () => () => {} : lossOf(device));
  const adapter = device === undefined ? {} : adapterFacts(device.adapterInfo, device.features);
  const why = whyNot(backend);
  if (why !== null)
    return {
      kind: 'none',
      timer: null,
      computes: device?.adapterInfo === undefined || !isNullAdapter(device.adapterInfo),
      device: adapter,
      facts: () => ({ clockNote: why }),
      whileAlive: life.whileAlive,
      stop: life.release,
    };
  const { timer, facts, stop } = timestamps(backend as WebgpuBackend);
  return {
    kind: 'timestamp',
    timer,
    computes: true,
    device: adapter,
    facts,
    whileAlive: life.whileAlive,
    stop() {
      life.release();
      stop();
    },
  };
}

interface Timestamps {
  readonly timer: KernelTimer;
  readonly facts: () => ClockInfo;
  readonly stop: () => void;
}

/** Of programs whose kernel threw. */
const NOBODY = -1;

function timestamps(backend: WebgpuBackend): Timestamps {
  const { device } = backend;
  const sets: GpuQuerySet[] = [];
  /** Beside the programs since the last `collect`: the entry whose kernel ran it. */
  let owners: number[] = [];
  let firstOfKernel = 0;
  let isInKernel = false;
  const step = new ClockStep();
  let timedPrograms = 0;

  const setOf = (program: number): GpuQuerySet =>
    (sets[Math.floor(program / PROGRAMS_A_SET)] ??= device.createQuerySet({
      type: 'timestamp',
      count: 2 * PROGRAMS_A_SET,
    }));

  const record = backend.recordAndSubmit;
  const restore = setOwnMethod(backend, 'recordAndSubmit', (...program) => {
    // Passes that nothing brackets must run as they would without us.
    if (!isInKernel || (backend.activeTimers ?? null) !== null) {
      record.call(backend, ...program);
      return;
    }
    const index = owners.push(NOBODY) - 1;
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
      if (ran.length === 0) return times;
      const stamps = await readStamps(ran.length);
      step.addStamps(stamps);
      for (const [program, ns] of durationsNs(stamps).entries()) {
        const entry = ran[program]!;
        if (entry !== NOBODY) times.set(entry, (times.get(entry) ?? 0) + ns / 1e6);
      }
      return times;
    },
  };
  return {
    timer,
    facts: () => ({
      timedPrograms,
      ...(step.ns !== null && { clockResolutionMs: step.ns / 1e6 }),
      ...(step.ns !== null && step.ns >= COARSE_NS && { clockNote: COARSE }),
    }),
    stop() {
      restore();
      submitPending();
      for (const set of sets.splice(0)) set.destroy();
    },
  };
}
