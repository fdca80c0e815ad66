/** @file Our decoder against wabt's disassembly: float arithmetic per function of the three binaries that tfjs ships. */
import wabtStart from 'wabt';
import { describe, expect, it } from 'vitest';
import { Reader, SECTION, sectionsOf } from '../../src/executed/binary.ts';
import { pinHost } from '../../src/executed/pin-host.ts';
import { REGION_RULES, regionsOf } from '../../src/executed/regions.ts';
import { splice } from '../../src/executed/splice.ts';
import { wasm } from '../../src/executed/web-assembly.ts';
import { BINARIES, readBinary } from './binaries.ts';
import { arithmeticInText } from './mnemonics.ts';
import {
  INSTRUCTIONS,
  zeroInstructions,
  type Instruction,
  type Instructions,
} from '../../src/core/instructions.ts';

/** Totals per defined function, from the text. */
function fromText(wat: string): Instructions[] {
  const totals: Record<Instruction, number>[] = [];
  for (const line of wat.split('\n')) {
    if (/^ {2}\(func \(;\d+;\)/.test(line)) totals.push(zeroInstructions());
    const total = totals.at(-1);
    if (total === undefined) continue;
    const found = arithmeticInText(line);
    for (const kind of INSTRUCTIONS) total[kind] += found[kind];
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
  const bytes = readBinary(name);

  it('has the same float arithmetic in every function as in its disassembly', async () => {
    const wabt = await wabtStart();
    const module = wabt.readWasm(bytes, { simd: true, threads: true });
    const theirs = fromText(module.toText({ foldExprs: false, inlineExport: false }));
    module.destroy();
    const ours = fromRegions(bytes);
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
