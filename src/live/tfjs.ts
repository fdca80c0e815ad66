/** @file The tfjs of this realm: what can be told of it without a handle to any of its copies. */
import { foundRegistry } from '../core/kernel-registry.ts';
import { foundEngine } from '../trace/engine.ts';
import { isLayersModel } from '../trace/layers-model.ts';
import type { ModelLike } from '../trace/tracer.ts';

/** tfjs as it was found. */
export interface FoundTfjs {
  /** Of tfjs-core or tfjs-layers; `null` where neither a model nor a global `tf` says it. */
  readonly version: string | null;
  /** `null` before one is set. */
  readonly backend: string | null;
  /** Kernels that are registered, for whichever backend. */
  readonly kernels: number;
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

/** `window.tf` of a classic script. */
export const globalTf = (): unknown => {
  const { value } = Object.getOwnPropertyDescriptor(globalThis, 'tf') ?? {};
  return value;
};

/** A layers model's JSON names the tfjs-layers that wrote it: `tfjs-layers 4.22.0`. */
function versionIn(model: ModelLike): string | null {
  if (!isLayersModel(model)) return null;
  try {
    const said = field(model.toJSON(null, false), 'keras_version');
    return typeof said === 'string' ? (/\d+\.\d+\.\d+\S*/.exec(said)?.[0] ?? null) : null;
  } catch {
    return null;
  }
}

function versionOf(models: readonly ModelLike[]): string | null {
  const said = field(globalTf(), 'version_core') ?? field(field(globalTf(), 'version'), 'tfjs-core');
  if (typeof said === 'string') return said;
  for (const model of models) {
    const version = versionIn(model);
    if (version !== null) return version;
  }
  return null;
}

/** @returns `null` where no tfjs 2 or later is loaded in this realm */
export function foundTfjs(models: readonly ModelLike[]): FoundTfjs | null {
  const registry = foundRegistry();
  const engine = foundEngine();
  if (engine === null || registry === null) return null;
  const backend: unknown = Reflect.get(engine, 'backendName');
  return {
    version: versionOf(models),
    backend: typeof backend === 'string' && backend !== '' ? backend : null,
    kernels: registry.size,
  };
}
