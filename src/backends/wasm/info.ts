/** @file Which of its binaries the wasm backend runs, and on how many threads. */
import { env } from '@tensorflow/tfjs-core';
import type { BackendInfo } from '../../core/environment.ts';

/** tfjs-backend-wasm 4.22, as far as it is used here. */
interface WasmBackend {
  readonly wasm?: { readonly tfjs?: { getThreadsCount?(): number } };
}

export async function wasmInfo(current: object): Promise<BackendInfo> {
  const isThreaded = (await env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT')) === true;
  const { wasm } = current as WasmBackend;
  return {
    simd: Boolean(await env().getAsync('WASM_HAS_SIMD_SUPPORT')),
    threads: isThreaded ? (wasm?.tfjs?.getThreadsCount?.() ?? 1) : 1,
  };
}
