/** @file What a backend says to a call, by its name. */
import type { KernelCall } from '../../core/kernel-call.ts';
import { CPU_REFUSALS } from './cpu.ts';
import { mayRunOnHost, tooManyAxes, WEBGL_REFUSALS, WEBGPU_REFUSALS } from './gpu.ts';
import type { Refusal, Refusals } from './rule.ts';
import { WASM_REFUSALS } from './wasm.ts';

interface Refusing {
  readonly byKernel: Refusals;
  readonly ofAny: Refusal;
}

const none: Refusal = () => null;

/** Backends whose kernels were read. That of tfjs-node runs another library, whose refusals are not known. */
const REFUSING: Readonly<Record<string, Refusing>> = {
  cpu: { byKernel: CPU_REFUSALS, ofAny: none },
  wasm: { byKernel: WASM_REFUSALS, ofAny: none },
  webgl: { byKernel: WEBGL_REFUSALS, ofAny: tooManyAxes },
  webgpu: { byKernel: WEBGPU_REFUSALS, ofAny: tooManyAxes },
};

export const isRead = (backend: string): boolean => Object.hasOwn(REFUSING, backend);

/** Why a backend's kernel throws at a call, a clause after its name; `null` where it is not known to. */
export function refusalOf(
  backend: string,
  call: KernelCall,
): { readonly why: string; readonly isSure: boolean } | null {
  const refusing = isRead(backend) ? REFUSING[backend]! : null;
  if (refusing === null) return null;
  const own = Object.hasOwn(refusing.byKernel, call.kernel) ? refusing.byKernel[call.kernel]! : none;
  const why = own(call);
  if (why !== null) return { why, isSure: true };
  const ofAny = refusing.ofAny(call);
  return ofAny === null ? null : { why: ofAny, isSure: !mayRunOnHost(backend, call) };
}
