/** @file WebGPU in Node: the package `webgpu`, which is Dawn, Chrome's implementation of it. */
import { createRequire } from 'node:module';
import { TfjsFlopsError } from '../../core/errors.ts';
import { firstLineOf } from '../../core/first-line.ts';
import type { Unavailable } from '../backend.ts';
import type { Gpu, GpuAdapter } from './adapter.ts';
import { chosenDriver, driversToTry, keepDriver, useDriver } from './driver.ts';
import { withRuntimeFolder } from './runtime-folder.ts';

/** What the package offers. */
interface Dawn {
  create(options: readonly string[]): Gpu;
  readonly globals: object;
}

interface Found {
  readonly gpu: Gpu;
  readonly adapter: GpuAdapter;
  readonly dawn: Dawn;
}

const BACKEND = '@tensorflow/tfjs-backend-webgpu';
const INSTALL = `npm install webgpu@0.6.2 ${BACKEND}@4.22.0`;
/** SwiftShader, a GPU in software, comes with Chromium. */
const DRIVER = 'apt-get install chromium libvulkan1';

/** Dawn rounds timestamps to 65,536 ns, so that pages cannot time secrets; a profiler needs all digits. */
const FULL_TIMESTAMPS = 'disable-dawn-features=timestamp_quantization';

const MODE = 'TFJS_FLOPS_WEBGPU';

/** @throws TfjsFlopsError `invalid-option` */
function isNullAsked(): boolean {
  const mode = process.env[MODE] ?? '';
  if (mode === '' || mode === 'null') return mode === 'null';
  throw new TfjsFlopsError('invalid-option', `${MODE}=${mode} is unknown`, {
    remedies: ['set it to null for calls without results', 'leave it out'],
  });
}

const missing = (why: string, command: string | null): Unavailable => ({ available: false, why, command });

/** Does not load the package: tfjs-backend-webgpu would look for a `navigator.gpu` that is not there yet. */
function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}

async function load(): Promise<Dawn | Unavailable> {
  if (!isInstalled(BACKEND)) return missing(`the package ${BACKEND} is not installed`, INSTALL);
  try {
    return await import('webgpu');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND'
      ? missing('the package webgpu is not installed', INSTALL)
      : missing(`the package webgpu does not load here: ${firstLineOf(error)}`, null);
  }
}

const isMissing = (found: object): found is Unavailable => 'available' in found;

/** The first driver with a GPU; where the null adapter is chosen, Dawn without any. */
async function find(): Promise<Found | Unavailable> {
  const dawn = await load();
  if (isMissing(dawn)) return dawn;
  const isNull = isNullAsked();
  const options = [FULL_TIMESTAMPS, ...(isNull ? ['backend=null'] : [])];
  // Read before the loop below sets the same variable.
  const chosen = chosenDriver();
  const drivers = isNull ? [null] : driversToTry();
  for (const driver of drivers) {
    // What the user chose stands.
    if (driver !== null || (chosen === null && !isNull)) useDriver(driver);
    const gpu = dawn.create(options);
    // The first request finds the GPUs, before it returns; later ones know them.
    const adapter = await withRuntimeFolder(() => gpu.requestAdapter());
    if (adapter !== null) return { gpu, adapter, dawn };
  }
  if (chosen !== null) return missing(`${chosen} leads to no GPU that Dawn accepts`, null);
  const why = drivers.length === 0 ? 'there is no Vulkan driver' : 'no GPU is found that Dawn accepts';
  return missing(why, process.platform === 'linux' ? DRIVER : null);
}

/** The adapter that a start would take; nothing that it starts stays. */
export async function tryNode(): Promise<GpuAdapter | Unavailable> {
  const putBack = keepDriver();
  try {
    const found = await find();
    return isMissing(found) ? found : found.adapter;
  } finally {
    putBack();
  }
}

/**
 * Gives Node a `navigator.gpu`, permanently: tfjs requests its device there.
 * @returns what is missing; `null` where nothing is
 */
export async function installInNode(): Promise<Unavailable | null> {
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
