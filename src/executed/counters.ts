/**
 * @file The counters of a running binary as a probe: a snapshot at each edge of a kernel, so that what runs between
 * kernels (registering and freeing tensors) is in none; reduced to instructions after the pass.
 */
import { INSTRUCTIONS, zeroInstructions, type Instruction, type Instructions } from '../core/instructions.ts';
import { safeCount } from '../core/ops.ts';
import type { Probe } from '../core/trace.ts';
import { unsupported } from './binary.ts';
import { DUMP } from './splice.ts';
import { wasm, type WasmExports, type WasmMemory } from './web-assembly.ts';

/** The exports of an instrumented module that are used here. */
export interface CountedExports {
  readonly memory: WasmMemory;
  malloc(bytes: number): number;
  dump(pointer: number): void;
}

/** Emscripten may give its exports short names, but not these. @throws TfjsFlopsError `unsupported-wasm` */
export function countedExports(exports: WasmExports): CountedExports {
  const memory = Object.values(exports).find((value) => value instanceof wasm.Memory);
  const { malloc, [DUMP]: dump } = exports;
  if (memory === undefined || typeof malloc !== 'function' || typeof dump !== 'function')
    throw unsupported('The wasm binary exports no memory or no malloc');
  return { memory, malloc, dump } as unknown as CountedExports;
}

/** @param regions what a run of each counted region executes */
export function counterProbe(exports: CountedExports, regions: readonly Instructions[]): Probe<Instructions> {
  const bytes = 8 * regions.length;
  // Two snapshots side by side.
  const block = exports.malloc(2 * bytes + 8) >>> 0;
  if (block === 0) throw new Error('The wasm backend has no memory left for its counters.');
  // Doubles must be aligned.
  const pointer = Math.ceil(block / 8) * 8;
  let sums: Float64Array[] = [];
  return {
    name: 'executed instructions',
    enter() {
      exports.dump(pointer);
    },
    leave() {
      exports.dump(pointer + bytes);
    },
    book(entry) {
      // The memory may have grown since, which detaches views.
      const before = new Float64Array(exports.memory.buffer, pointer, regions.length);
      const after = new Float64Array(exports.memory.buffer, pointer + bytes, regions.length);
      const sum = (sums[entry] ??= new Float64Array(regions.length));
      // Most regions did not run: their sums need not even be touched.
      for (let i = 0; i < after.length; i++) {
        const runs = after[i]! - before[i]!;
        if (runs !== 0) sum[i]! += runs;
      }
    },
    collect() {
      const collected = new Map<number, Instructions>();
      for (const [entry, sum] of sums.entries())
        if (sum !== undefined) collected.set(entry, reduce(sum, regions));
      sums = [];
      return collected;
    },
  };
}

function reduce(runs: Float64Array, regions: readonly Instructions[]): Instructions {
  const total: Record<Instruction, number> = zeroInstructions();
  for (const [i, executes] of regions.entries()) {
    const times = runs[i]!;
    if (times > 0) for (const kind of INSTRUCTIONS) total[kind] += times * executes[kind];
  }
  for (const kind of INSTRUCTIONS) safeCount(total[kind]);
  return total;
}
