/** @file What is counted without a run belongs to no pass around it: its kernels compute nothing. */
import { runThen } from '../core/run-then.ts';
import type { ShapeBackend } from '../shape/backend.ts';
import { onShapes } from '../shape/in-place.ts';
import type { ShapeRules } from '../shape/rule.ts';
import { setPassesAside } from '../trace/tracer.ts';

/** As `onShapes`, out of sight of passes that are running. @throws whatever `run` throws */
export function asideOnShapes<T>(run: (backend: ShapeBackend) => T, rules: ShapeRules = {}): T {
  return runThen(() => onShapes(run, rules), setPassesAside());
}
