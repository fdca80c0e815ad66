/** @file What one must know to trust a run, or to repeat it. */
import { backend, env, getBackend, version_core } from '@tensorflow/tfjs-core';
import type { Json } from '../core/shape.ts';

/** Browser or Node, by what it says of itself. */
function runtime(): string {
  const node: unknown = Reflect.get(globalThis, 'process');
  if (typeof node === 'object' && node !== null && 'version' in node) return `Node ${String(node.version)}`;
  return Reflect.get(globalThis, 'navigator')?.userAgent ?? 'unknown';
}

/** Versions and flags of the current backend; only what is known. */
export async function environment(): Promise<{ readonly [key: string]: Json }> {
  const known: Record<string, Json> = { tfjs: version_core, runtime: runtime() };
  if (getBackend() === 'tensorflow') return { ...known, ...libtensorflow() };
  if (getBackend() !== 'wasm') return known;
  known['simd'] = Boolean(await env().getAsync('WASM_HAS_SIMD_SUPPORT'));
  known['threads'] = (await env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT')) === true ? threads() : 1;
  return known;
}

/** tfjs-node's own word on the library behind it. */
function libtensorflow(): { readonly [key: string]: Json } {
  const binding: unknown = Reflect.get(backend(), 'binding');
  const version: unknown =
    typeof binding === 'object' && binding !== null ? Reflect.get(binding, 'TF_Version') : undefined;
  return typeof version === 'string' ? { libtensorflow: version } : {};
}

/** The wasm backend's own word on how many threads it runs. */
function threads(): number {
  const wasm: unknown = Reflect.get(backend(), 'wasm');
  const tfjs: unknown = typeof wasm === 'object' && wasm !== null ? Reflect.get(wasm, 'tfjs') : undefined;
  const count: unknown =
    typeof tfjs === 'object' && tfjs !== null ? Reflect.get(tfjs, 'getThreadsCount')?.call(tfjs) : undefined;
  return typeof count === 'number' ? count : 1;
}
