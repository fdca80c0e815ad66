/** @file What is counted without a run belongs to no pass around it: its kernels compute nothing. */
import type { ShapeBackend } from '../shape/backend.ts';
import { onShapes } from '../shape/in-place.ts';
import type { ShapeRules } from '../shape/rule.ts';
import { setPassesAside } from '../trace/tracer.ts';

/** As `onShapes`, out of sight of passes that are running. @throws whatever `run` throws */
export function asideOnShapes<T>(run: (backend: ShapeBackend) => T, rules: ShapeRules = {}): T {
  const again = setPassesAside();
  let result: T;
  try {
    result = onShapes(run, rules);
  } catch (error) {
    again();
    throw error;
  }
  if (result instanceof Promise) return result.finally(again) as T;
  again();
  return result;
}
