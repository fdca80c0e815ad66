/** @file WebGPU in Node: the package `webgpu`, which is Dawn, Chrome's implementation of it. */
import { createRequire } from 'node:module';
import { TfjsFlopsError } from '../../core/errors.ts';
import type { Status } from '../backend.ts';
import type { Gpu, GpuAdapter } from './adapter.ts';
import { chosenDriver, driversToTry, keepDriver, useDriver } from './driver.ts';

/** What the package offers. */
interface Dawn {
  create(options: readonly string[]): Gpu;
  readonly globals: object;
}

type Missing = Extract<Status, { available: false }>;

interface Found {
  readonly gpu: Gpu;
  readonly adapter: GpuAdapter;
  readonly dawn: Dawn;
}

const BACKEND = '@tensorflow/tfjs-backend-webgpu';
const INSTALL = `npm install webgpu@0.6.2 ${BACKEND}@4.22.0`;
/** SwiftShader, a GPU in software, comes with Chromium. */
const DRIVER = 'apt-get install chromium libvulkan1';

/** Dawn rounds timestamps to 65,536 ns, lest pages time secrets; a profiler asks for all digits. */
const FULL_TIMESTAMPS = 'disable-dawn-features=timestamp_quantization';

const MODE = 'TFJS_FLOPS_WEBGPU';

/** @throws TfjsFlopsError `invalid-option` */
function isNullAsked(): boolean {
  const mode = process.env[MODE] ?? '';
  if (mode === '' || mode === 'null') return mode === 'null';
  throw new TfjsFlopsError(
    'invalid-option',
    `${MODE}=${mode} is unknown. Set it to null for calls without results, or leave it out.`,
  );
}

const missing = (why: string, command: string | null): Missing => ({ available: false, why, command });

/** Found, not loaded: it would look for a `navigator.gpu` that is not there yet. */
function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}

async function load(): Promise<Dawn | Missing> {
  if (!isInstalled(BACKEND)) return missing(`the package ${BACKEND} is not installed`, INSTALL);
  try {
    return await import('webgpu');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const [reason = ''] = message.split('\n');
    return code === 'ERR_MODULE_NOT_FOUND'
      ? missing('the package webgpu is not installed', INSTALL)
      : missing(`the package webgpu does not load here: ${reason}`, null);
  }
}

const isMissing = (found: object): found is Missing => 'available' in found;

/** The first driver with a GPU, or Dawn without any: that records and computes nothing. */
async function find(): Promise<Found | Missing> {
  const dawn = await load();
  if (isMissing(dawn)) return dawn;
  const isNull = isNullAsked();
  const options = [FULL_TIMESTAMPS, ...(isNull ? ['backend=null'] : [])];
  // Before a driver of ours is named.
  const chosen = chosenDriver();
  const drivers = isNull ? [null] : driversToTry();
  for (const driver of drivers) {
    if (driver !== null) useDriver(driver);
    const gpu = dawn.create(options);
    const adapter = await gpu.requestAdapter();
    if (adapter !== null) return { gpu, adapter, dawn };
  }
  if (chosen !== null) return missing(`${chosen} leads to no GPU that Dawn accepts`, null);
  const why = drivers.length === 0 ? 'there is no Vulkan driver' : 'no GPU is found that Dawn accepts';
  return missing(why, process.platform === 'linux' ? DRIVER : null);
}

/** The adapter that a start would take; nothing of it stays. */
export async function tryNode(): Promise<GpuAdapter | Missing> {
  const putBack = keepDriver();
  try {
    const found = await find();
    return isMissing(found) ? found : found.adapter;
  } finally {
    putBack();
  }
}

/**
 * Gives Node a `navigator.gpu`, for good: tfjs asks for its device there.
 * @returns what is missing; `null` where nothing is
 */
export async function installInNode(): Promise<Missing | null> {
  const putBack = keepDriver();
  const found = await find();
  if (isMissing(found)) {
    putBack();
    return found;
  }
  Object.assign(globalThis, found.dawn.globals);
  // Node 20 has no navigator.
  if (Reflect.get(globalThis, 'navigator') === undefined)
    Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true, writable: true });
  Object.defineProperty(Reflect.get(globalThis, 'navigator'), 'gpu', {
    value: found.gpu,
    configurable: true,
  });
  return null;
}
