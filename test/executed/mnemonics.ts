/** @file Float arithmetic by the names of WebAssembly's text format, which owe nothing to our tables of opcodes. */
import { zeroInstructions, type Instruction } from '../../src/core/instructions.ts';

const FLOAT_LANES: Readonly<Record<string, number>> = { f32: 1, f64: 1, f32x4: 4, f64x2: 2 };

function kindsOf(name: string): readonly Instruction[] {
  if (name === 'mul') return ['multiplies'];
  if (name === 'add' || name === 'sub') return ['adds'];
  if (/^relaxed_n?madd$/.test(name)) return ['multiplies', 'adds'];
  if (name === 'div') return ['divides'];
  if (name === 'sqrt') return ['squareRoots'];
  if (/^(p|relaxed_)?(min|max)$/.test(name)) return ['minMax'];
  if (/^(eq|ne|lt|gt|le|ge)$/.test(name)) return ['comparisons'];
  return /^(convert|demote|promote)/.test(name) ? ['conversions'] : [];
}

/** What the instructions of one line do, in lanes. */
export function arithmeticInText(line: string): Record<Instruction, number> {
  const total = zeroInstructions();
  for (const [, type, name] of line.matchAll(/\b(f32x4|f64x2|f32|f64)\.([a-z0-9_]+)/g))
    for (const kind of kindsOf(name!)) total[kind] += name!.includes('f64x2') ? 2 : FLOAT_LANES[type!]!;
  // Float to integer is named for the integer.
  for (const [, lanes] of line.matchAll(/\bi(?:32|64)(x4)?\.(?:relaxed_)?trunc_(?:sat_)?f/g))
    total.conversions += lanes === undefined ? 1 : line.includes('f64x2') ? 2 : 4;
  return total;
}
