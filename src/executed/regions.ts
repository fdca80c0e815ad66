/**
 * @file Straight lines of a function body: all instructions of a region are executed equally often, so one counter
 * counts all of them. Calls do not end a region: they return, or the kernel as a whole has failed.
 */
import { INSTRUCTIONS, zeroInstructions, type Instruction, type Instructions } from '../core/instructions.ts';
import { unsupported, Reader } from './binary.ts';
import { decode, type Decoded } from './decode.ts';
import { arithmeticOf, OP, PREFIX } from './opcodes.ts';

export interface Region {
  /** Byte at which it starts, where a counter may stand. */
  readonly start: number;
  readonly executes: Instructions;
}

/** What ends a region. Tests switch one off to see that it is missed. */
export interface RegionRules {
  readonly loop: boolean;
  readonly if: boolean;
  readonly else: boolean;
  readonly endOfIf: boolean;
  readonly endOfTarget: boolean;
  readonly branch: boolean;
  readonly leave: boolean;
}
export const REGION_RULES: RegionRules = {
  loop: true,
  if: true,
  else: true,
  endOfIf: true,
  endOfTarget: true,
  branch: true,
  leave: true,
};

const BRANCHES: ReadonlySet<number> = new Set([OP.br, OP.brIf, OP.brTable]);
const LEAVES: ReadonlySet<number> = new Set([
  OP.return,
  OP.unreachable,
  OP.returnCall,
  OP.returnCallIndirect,
]);

interface Frame {
  readonly kind: 'function' | 'block' | 'loop' | 'if';
  isTarget: boolean;
}

/**
 * The regions of a body, from after its local declarations to its end, that do float arithmetic.
 * @throws TfjsFlopsError `unsupported-wasm`
 */
export function regionsOf(
  bytes: Uint8Array,
  start: number,
  end: number,
  rules: RegionRules,
): readonly Region[] {
  const reader = new Reader(bytes, start);
  const regions: Region[] = [];
  const frames: Frame[] = [{ kind: 'function', isTarget: false }];
  const instruction: Decoded = { prefix: 0, op: 0, targets: [] };
  let from = start;
  let executes: Record<Instruction, number> = zeroInstructions();
  const cut = (): void => {
    if (INSTRUCTIONS.some((kind) => executes[kind] > 0)) regions.push({ start: from, executes });
    from = reader.at;
    executes = zeroInstructions();
  };
  const cutIf = (isRule: boolean): void => {
    if (isRule) cut();
  };
  const open = (kind: Frame['kind'], isCut: boolean): void => {
    frames.push({ kind, isTarget: false });
    cutIf(isCut);
  };
  const branch = (): void => {
    for (const depth of instruction.targets) {
      const frame = frames.at(-1 - depth);
      if (frame === undefined) throw unsupported('The wasm binary branches to a label that does not exist');
      frame.isTarget = true;
    }
    cutIf(rules.branch);
  };
  while (reader.at < end) {
    decode(reader, instruction);
    const { prefix, op } = instruction;
    if (prefix !== PREFIX.plain || op > OP.returnCallIndirect) {
      for (const { kind, lanes } of arithmeticOf(prefix, op)) executes[kind] += lanes;
    } else if (op === OP.block) open('block', false);
    else if (op === OP.loop) open('loop', rules.loop);
    else if (op === OP.if) open('if', rules.if);
    else if (op === OP.else) cutIf(rules.else);
    else if (op === OP.end) {
      // Behind an `if` its two ways meet; behind a block, the branches to it. Branches to a loop go to its head.
      const frame = frames.pop();
      const isMet = frame !== undefined && frame.kind !== 'loop' && frame.isTarget && rules.endOfTarget;
      cutIf((frame?.kind === 'if' && rules.endOfIf) || isMet);
    } else if (BRANCHES.has(op)) branch();
    else if (LEAVES.has(op)) cutIf(rules.leave);
  }
  if (frames.length !== 0 || reader.at !== end)
    throw unsupported('A function of the wasm binary does not end where it should');
  cut();
  return regions;
}
