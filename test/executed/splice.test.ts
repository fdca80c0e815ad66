/** @file Counters against planted truth, and each rule of the region splitter against its own absence. */
import wabtStart from 'wabt';
import { beforeAll, describe, expect, it } from 'vitest';
import { counterProbe } from '../../src/executed/counters.ts';
import { REGION_RULES, type RegionRules } from '../../src/executed/regions.ts';
import { DUMP, splice } from '../../src/executed/splice.ts';
import { wasm, type WasmMemory } from '../../src/executed/web-assembly.ts';
import { randomProgram, TRUTHS } from './programs.ts';

let wabt: Awaited<ReturnType<typeof wabtStart>>;
beforeAll(async () => {
  wabt = await wabtStart();
});

const binaryOf = (wat: string, features: object = { simd: true }): Uint8Array<ArrayBuffer> => {
  const module = wabt.parseWat('program.wat', wat, features);
  const { buffer } = module.toBinary({});
  module.destroy();
  return new Uint8Array(buffer);
};

const FUEL = 2_000;
/** Where snapshots go: the programs do not touch their memory. */
const SNAPSHOTS = 4096;

type Globals = Record<string, { value: number | bigint }>;

/** Runs every function of a program three times. @returns comparisons made and those that differ */
function compare(seed: number, rules: RegionRules): { compared: number; different: number } {
  const { wat, functions } = randomProgram(seed);
  const spliced = splice(binaryOf(wat), rules);
  const { exports } = new wasm.Instance(new wasm.Module(spliced.bytes));
  const globals = exports as unknown as Globals;
  const probe = counterProbe(
    {
      memory: exports['memory'] as WasmMemory,
      malloc: () => SNAPSHOTS,
      dump: exports[DUMP] as (pointer: number) => void,
    },
    spliced.regions,
  );
  const truth = (): number[] => TRUTHS.map((kind) => Number(globals[`t_${kind}`]!.value));
  let compared = 0;
  let different = 0;
  for (let call = 0; call < 3 * functions; call++) {
    const before = truth();
    globals['fuel']!.value = FUEL;
    probe.enter();
    (exports[`f${call % functions}`] as () => void)();
    probe.leave();
    probe.book(0);
    const counted = probe.collect().get(0)!;
    for (const [i, total] of truth().entries()) {
      compared++;
      if (counted[TRUTHS[i]!] !== total - before[i]!) different++;
    }
  }
  return { compared, different };
}

function compareAll(seeds: number, rules: RegionRules): { compared: number; different: number } {
  const sum = { compared: 0, different: 0 };
  for (let seed = 1; seed <= seeds; seed++) {
    const { compared, different } = compare(seed, rules);
    sum.compared += compared;
    sum.different += different;
  }
  return sum;
}

describe('spliced counters', () => {
  it('equal the planted truth of 400 random programs', () => {
    const { compared, different } = compareAll(400, REGION_RULES);
    expect(compared).toBeGreaterThan(5_000);
    expect(different).toBe(0);
  });

  it('differ from it as soon as one rule of the splitter is missing', () => {
    const rules = Object.keys(REGION_RULES) as (keyof RegionRules)[];
    const caught = rules.filter((rule) => compareAll(60, { ...REGION_RULES, [rule]: false }).different > 0);
    console.log(`${caught.length} of ${rules.length} broken region rules caught`);
    expect(caught).toEqual(rules);
  });

  it('keep every original instruction: a program without float arithmetic only gains the dump function', () => {
    const wat =
      '(module (memory 1) (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add))';
    const { bytes, regions } = splice(binaryOf(wat));
    const { exports } = new wasm.Instance(new wasm.Module(bytes));
    expect(regions).toEqual([]);
    expect((exports['add'] as (a: number, b: number) => number)(2, 3)).toBe(5);
    expect(Object.keys(exports)).toEqual(['add', DUMP]);
  });
});

describe('what cannot be counted is refused in a sentence', () => {
  const refusal = (bytes: Uint8Array): string => {
    try {
      splice(bytes);
    } catch (error) {
      expect(error).toMatchObject({ name: 'TfjsFlopsError', code: 'unsupported-wasm' });
      return (error as Error).message;
    }
    return 'not refused';
  };

  it('names what it met', () => {
    expect(refusal(new TextEncoder().encode('no wasm at all'))).toMatch(/no WebAssembly module/);
    expect(refusal(binaryOf('(module (memory 1))'))).toMatch(/no code/);
    expect(refusal(binaryOf('(module (func))'))).toMatch(/no memory/);
    const throws = '(module (memory 1) (tag $e) (func (throw $e)))';
    expect(refusal(binaryOf(throws, { exceptions: true }))).toMatch(/exceptions/);
    const whole = binaryOf('(module (memory 1) (func (drop (f32.add (f32.const 1) (f32.const 2)))))');
    expect(refusal(whole.slice(0, -3))).toMatch(/cut off|ends/);
    const broken = whole.slice();
    // The f32.add becomes an opcode that no specification has.
    broken[broken.lastIndexOf(0x92)] = 0xf5;
    expect(refusal(broken)).toMatch(/unknown opcode 0x0 0xf5/);
  });
});
