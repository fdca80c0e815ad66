/**
 * @file Random structured WebAssembly programs that count for themselves: beside each float instruction stands the truth
 * about it, planted by the generator, which knows neither decoder nor regions.
 */
import type { Instruction } from '../../src/executed/index.ts';
import { randomSource, type RandomSource } from '../support/random.ts';

/** What the programs do arithmetic with: instruction, local, kind, lanes. */
const OPERATIONS: readonly (readonly [string, '$f' | '$d' | '$v', Instruction, number])[] = [
  ...(['add', 'sub', 'mul', 'div', 'min', 'max'] as const).flatMap((name) => {
    const kind = {
      add: 'adds',
      sub: 'adds',
      mul: 'multiplies',
      div: 'divides',
      min: 'minMax',
      max: 'minMax',
    } as const;
    return [
      [`f32.${name}`, '$f', kind[name], 1],
      [`f64.${name}`, '$d', kind[name], 1],
      [`f32x4.${name}`, '$v', kind[name], 4],
      [`f64x2.${name}`, '$v', kind[name], 2],
    ] as const;
  }),
  ['f32x4.pmin', '$v', 'minMax', 4],
  ['f64x2.pmax', '$v', 'minMax', 2],
];
const ROOTS = [
  ['f32.sqrt', '$f', 1],
  ['f64.sqrt', '$d', 1],
  ['f32x4.sqrt', '$v', 4],
] as const;

/** Kinds whose truth is planted; each has an exported global `t_<kind>`. */
export const TRUTHS = ['multiplies', 'adds', 'divides', 'squareRoots', 'minMax'] as const;

const plant = (kind: string, lanes: number): string =>
  `(global.set $${kind} (i64.add (global.get $${kind}) (i64.const ${lanes})))`;
const chance = (oneIn: number): string => `(i32.eqz (call $rand (i32.const ${oneIn})))`;
/** Programs always end: every loop head and every call burns fuel, and returns when there is none. */
const BURN = '(if (i32.eqz (call $burn)) (then (return)))';

class Program {
  readonly #random: RandomSource;

  constructor(random: RandomSource) {
    this.#random = random;
  }

  arithmetic(): string {
    const { below, pick } = this.#random;
    if (below(6) === 0) {
      const [op, local, lanes] = pick(ROOTS);
      return `${plant('squareRoots', lanes)} (local.set ${local} (${op} (local.get ${local})))`;
    }
    const [op, local, kind, lanes] = pick(OPERATIONS);
    return `${plant(kind, lanes)} (local.set ${local} (${op} (local.get ${local}) (local.get ${local})))`;
  }

  /** @param depth of nesting; also the number of labels that a branch may go to, the function's own included */
  statements(depth: number, callee: number): string {
    const count = 1 + this.#random.below(5);
    return Array.from({ length: count }, () => this.statement(depth, callee)).join('\n');
  }

  statement(depth: number, callee: number): string {
    const { below } = this.#random;
    const inner = (): string => this.statements(depth + 1, callee);
    if (depth > 4) return this.arithmetic();
    switch (below(14)) {
      case 0:
      case 1:
        return `(block ${inner()})`;
      case 2:
        return `(loop ${this.arithmetic()} ${BURN} ${inner()} (br_if 0 ${chance(3)}))`;
      case 3:
        return `(if (call $rand (i32.const 2)) (then ${inner()}) (else ${inner()}))`;
      case 4:
        return `(if (call $rand (i32.const 2)) (then ${inner()}))`;
      case 5:
        return `(br_if ${below(depth + 1)} ${chance(5)})`;
      case 6:
        return `(if ${chance(4)} (then (br ${below(depth + 1)}) ${this.arithmetic()}))`;
      case 7: {
        const index = '(call $rand (i32.const 5))';
        return `(block (block (block (br_table 0 1 2 ${below(3)} ${index})) ${this.arithmetic()}) ${this.arithmetic()})`;
      }
      case 8:
        return `(if ${chance(9)} (then (return) ${this.arithmetic()}))`;
      case 9: {
        // A branch that carries a value: the add is done only when it is not taken.
        const branch = '(br_if 0 (local.get $f) (call $rand (i32.const 2)))';
        return `(local.set $f (block (result f32) ${branch} (f32.const 2) (f32.add) ${plant('adds', 1)}))`;
      }
      case 10:
        return callee === 0 ? this.arithmetic() : `(call $f${below(callee)})`;
      default:
        return this.arithmetic();
    }
  }
}

/** A module in the text format: functions `f0` … without parameters, memory, truths, and `fuel` to set before a call. */
export function randomProgram(seed: number): { readonly wat: string; readonly functions: number } {
  const random = randomSource(seed);
  const program = new Program(random);
  const functions = 1 + random.below(4);
  const bodies = Array.from(
    { length: functions },
    (_, i) =>
      `(func $f${i} (export "f${i}") (local $f f32) (local $d f64) (local $v v128)
        (local.set $f (f32.const 1.5)) (local.set $d (f64.const 1.5))
        (local.set $v (v128.const f32x4 1.5 2.5 3.5 4.5)) ${BURN}
        ${program.statements(0, i)})`,
  );
  const wat = `(module (memory (export "memory") 2)
    ${TRUTHS.map((kind) => `(global $${kind} (export "t_${kind}") (mut i64) (i64.const 0))`).join('\n')}
    (global $fuel (export "fuel") (mut i32) (i32.const 0))
    (global $state (mut i32) (i32.const 12345))
    (func $rand (param i32) (result i32)
      (global.set $state (i32.add (i32.mul (global.get $state) (i32.const 1103515245)) (i32.const 12345)))
      (i32.rem_u (i32.shr_u (global.get $state) (i32.const 16)) (local.get 0)))
    (func $burn (result i32)
      (global.set $fuel (i32.sub (global.get $fuel) (i32.const 1)))
      (i32.gt_s (global.get $fuel) (i32.const 0)))
    ${bodies.join('\n')})`;
  return { wat, functions };
}
