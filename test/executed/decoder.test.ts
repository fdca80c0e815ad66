/** @file Our decoder against wabt's disassembly: float arithmetic per function of the three binaries that tfjs ships. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import wabtStart from 'wabt';
import { describe, expect, it } from 'vitest';
import { Reader, SECTION, sectionsOf } from '../../src/executed/binary.ts';
import { pinHost } from '../../src/executed/pin-host.ts';
import { REGION_RULES, regionsOf } from '../../src/executed/regions.ts';
import { splice } from '../../src/executed/splice.ts';
import { wasm } from '../../src/executed/web-assembly.ts';
import {
  INSTRUCTIONS,
  zeroInstructions,
  type Instruction,
  type Instructions,
} from '../../src/core/instructions.ts';

const DIST = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/dist/index.js'));
const BINARIES = ['tfjs-backend-wasm', 'tfjs-backend-wasm-simd', 'tfjs-backend-wasm-threaded-simd'];
const read = (name: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(join(DIST, `${name}.wasm`)));

/** Lanes and kind of a mnemonic, by the names of the text format. */
function arithmeticOf(type: string, name: string): { kind: Instruction; lanes: number } | null {
  const lanes = { f32: 1, f64: 1, f32x4: 4, f64x2: 2 }[type];
  if (lanes === undefined) return null;
  const of = (kind: Instruction): { kind: Instruction; lanes: number } => ({ kind, lanes });
  if (name === 'mul') return of('multiplies');
  if (name === 'add' || name === 'sub') return of('adds');
  if (name === 'div') return of('divides');
  if (name === 'sqrt') return of('squareRoots');
  if (/^p?(min|max)$/.test(name)) return of('minMax');
  if (/^(eq|ne|lt|gt|le|ge)$/.test(name)) return of('comparisons');
  if (/^(convert|demote|promote)/.test(name)) return of('conversions');
  return null;
}

/** Totals per defined function, from the text. */
function fromText(wat: string): Map<number, Record<Instruction, number>> {
  const totals = new Map<number, Record<Instruction, number>>();
  let current: Record<Instruction, number> | null = null;
  for (const line of wat.split('\n')) {
    const start = /^ {2}\(func \(;(\d+);\)/.exec(line);
    if (start !== null) totals.set(Number(start[1]), (current = zeroInstructions()));
    if (current === null) continue;
    for (const [, type, name] of line.matchAll(/\b(f32x4|f64x2|f32|f64)\.([a-z0-9_]+)/g)) {
      const found = arithmeticOf(type!, name!);
      if (found !== null) current[found.kind] += found.lanes;
    }
    // Float to integer is named for the integer.
    for (const [, lanes] of line.matchAll(/\bi(?:32|64)(x4|x2)?\.(?:relaxed_)?trunc_(?:sat_)?f/g))
      current.conversions += lanes === 'x4' ? (line.includes('f64x2') ? 2 : 4) : 1;
  }
  return totals;
}

/** Totals per body from our decoder: the regions of a function add up to it. */
function fromRegions(bytes: Uint8Array): Instructions[] {
  const code = sectionsOf(bytes).find(({ id }) => id === SECTION.code)!;
  const reader = new Reader(bytes, code.start);
  return Array.from({ length: reader.unsigned() }, () => {
    const size = reader.unsigned();
    const end = reader.at + size;
    for (let groups = reader.unsigned(); groups > 0; groups--) {
      reader.skipNumber();
      reader.skipNumber();
    }
    const total = zeroInstructions();
    for (const { executes } of regionsOf(bytes, reader.at, end, REGION_RULES))
      for (const kind of INSTRUCTIONS) total[kind] += executes[kind];
    reader.at = end;
    return total;
  });
}

describe.each(BINARIES)('%s', (name) => {
  const bytes = read(name);

  it('has the same float arithmetic in every function as in its disassembly', async () => {
    const wabt = await wabtStart();
    const module = wabt.readWasm(bytes, { simd: true, threads: true });
    const text = fromText(module.toText({ foldExprs: false, inlineExport: false }));
    module.destroy();
    const ours = fromRegions(bytes);
    const theirs = [...text.values()];
    expect(theirs.length).toBe(ours.length);
    let operations = 0;
    for (const [i, total] of ours.entries()) {
      expect({ function: i, ...total }).toEqual({ function: i, ...theirs[i] });
      operations += INSTRUCTIONS.reduce((sum, kind) => sum + total[kind], 0);
    }
    expect(operations).toBeGreaterThan(4_000);
  });

  it('is valid WebAssembly with counters in it, for both hosts', () => {
    for (const host of ['x86', 'other'] as const) {
      const { bytes: spliced, regions } = splice(pinHost(bytes, host));
      expect(() => new wasm.Module(spliced)).not.toThrow();
      expect(regions.length).toBeGreaterThan(500);
    }
  });
});
