/**
 * @file What times the kernels of a realm: the host's clock where they end before they return; on a GPU its own, where that is
 * asked for, and else nothing, since the host's clock would time their submission.
 */
import { RELIABLE, webglClock } from '../backends/webgl/clock.ts';
import { glOf } from '../backends/webgl/context.ts';
import { webglInfo } from '../backends/webgl/info.ts';
import { webgpuClock } from '../backends/webgpu/clock.ts';
import { deviceOf } from '../backends/webgpu/device.ts';
import { webgpuInfo } from '../backends/webgpu/info.ts';
import type { ClockKind, Environment } from '../core/environment.ts';
import type { Clock, KernelTimer } from '../timing/kernel-timer.ts';
import { hostClock } from '../timing/host-clock.ts';
import { foundEngine } from '../trace/engine.ts';

/** How long a GPU may be behind the page that asks it, in ms. */
const LIMIT_MS = 30_000;

/** The clock of one realm, for all of its models. */
export interface LiveClock {
  /** `null` where kernels are not timed. */
  readonly kind: Exclude<ClockKind, 'none'> | null;
  /** What a report says of it. */
  readonly info: () => Environment;
  /** A timer for the kernels of one model; `null` where there is none. */
  readonly timer: () => KernelTimer | null;
  /** Whether a pass is being timed, or its times are on their way: of a GPU's there is one at a time. */
  isBusy: boolean;
  readonly stop: () => void;
}

/** Backends whose kernels end before they return. */
const SYNCHRONOUS = new Set(['cpu', 'wasm']);

const clock = (given: Partial<LiveClock>): LiveClock => ({
  kind: null,
  info: () => ({}),
  timer: () => null,
  isBusy: false,
  stop() {},
  ...given,
});

/** What tfjs says of itself, without its types: a page's may be of another version. */
function isReliable(): boolean {
  try {
    return foundEngine()?.ENV.getBool(RELIABLE) ?? false;
  } catch {
    return false;
  }
}

function infoOf(name: string, backend: object): Environment {
  const [gl, device] = [glOf(backend), deviceOf(backend)];
  if (name === 'webgl') return gl === null ? {} : webglInfo(gl);
  return device === null ? {} : webgpuInfo(device.adapterInfo, device.features);
}

const GPU_CLOCKS: Readonly<Record<string, (backend: object) => Clock>> = {
  webgl: (backend) => webglClock(backend, { isReliable: isReliable(), limitMs: LIMIT_MS }),
  webgpu: webgpuClock,
};

/** Of the backend that is current. @param gpuTime whether a GPU is to be asked, which puts its work in a row */
export function liveClock(gpuTime: boolean): LiveClock {
  const engine = foundEngine();
  const name = String(Reflect.get(engine ?? {}, 'backendName'));
  if (SYNCHRONOUS.has(name)) return clock({ kind: 'host', timer: hostClock });
  const backend: unknown = Reflect.get(engine ?? {}, 'backendInstance');
  const start = GPU_CLOCKS[name];
  if (!gpuTime || start === undefined || typeof backend !== 'object' || backend === null) return clock({});
  const { kind, timer, info, stop } = start(backend);
  return clock({
    kind: kind === 'none' ? null : kind,
    info: () => ({ ...infoOf(name, backend), ...info() }),
    timer: () => timer,
    stop,
  });
}
