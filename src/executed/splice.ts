/**
 * @file Counters in a wasm binary: at the start of each region that does float arithmetic,
 * `global.get g; i64.const 1; i64.add; global.set g`, which leaves the stack as it was. Every original instruction is
 * kept byte for byte; new globals, one type, one function and its export are appended, so that no index moves.
 */
import type { Instructions } from '../core/instructions.ts';
import { Reader, SECTION, sectionsOf, standsBefore, unsupported, Writer, type Section } from './binary.ts';
import { REGION_RULES, regionsOf, type RegionRules } from './regions.ts';

export interface Spliced {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What one run of each counted region executes, in the order of the counters. */
  readonly regions: readonly Instructions[];
}

/** Name of the exported function `(pointer: i32)` that stores all counters as f64 from `pointer` on. */
export const DUMP = 'tfjs_flops_dump';

const I64 = 0x7e;
const I32 = 0x7f;
const FUNCTION_TYPE = 0x60;

/** How many there are already, which gives what is appended its index. */
interface Counts {
  readonly types: number;
  readonly importedFunctions: number;
  readonly functions: number;
  readonly importedGlobals: number;
  readonly globals: number;
}

/**
 * @throws TfjsFlopsError `unsupported-wasm` for what is no module, has no code, no memory, or opcodes that are not known
 */
export function splice(bytes: Uint8Array, rules: RegionRules = REGION_RULES): Spliced {
  const sections = sectionsOf(bytes);
  const section = (id: number): Section | undefined => sections.find((other) => other.id === id);
  const code = section(SECTION.code);
  if (code === undefined) throw unsupported('The wasm binary has no code');
  const imports = importsOf(bytes, section(SECTION.import));
  const lengthOf = (found: Section | undefined): number =>
    found === undefined ? 0 : new Reader(bytes, found.start).unsigned();
  if (!imports.hasMemory && lengthOf(section(SECTION.memory)) === 0)
    throw unsupported('The wasm binary has no memory');
  const counts: Counts = {
    types: lengthOf(section(SECTION.type)),
    functions: lengthOf(section(SECTION.function)),
    globals: lengthOf(section(SECTION.global)),
    ...imports,
  };
  const firstCounter = counts.importedGlobals + counts.globals;
  const regions: Instructions[] = [];
  const newCode = spliceCode(bytes, code, firstCounter, regions, rules);

  const grown = new Map<number, Uint8Array>([
    [SECTION.type, extended(bytes, section(SECTION.type), 1, [FUNCTION_TYPE, 1, I32, 0])],
    [SECTION.function, extended(bytes, section(SECTION.function), 1, leb(counts.types))],
    [SECTION.global, extended(bytes, section(SECTION.global), regions.length, zeroGlobals(regions.length))],
    [SECTION.export, extended(bytes, section(SECTION.export), 1, dumpExport(counts))],
    [SECTION.code, newCode],
  ]);
  return { bytes: assembled(bytes, sections, grown), regions };
}

function leb(value: number): Uint8Array {
  const writer = new Writer();
  writer.unsigned(value);
  return writer.done();
}

/** A vector section with `more` items behind the ones it has. */
function extended(
  bytes: Uint8Array,
  section: Section | undefined,
  more: number,
  items: Uint8Array | readonly number[],
): Uint8Array {
  const writer = new Writer();
  if (section === undefined) writer.unsigned(more);
  else {
    const reader = new Reader(bytes, section.start);
    writer.unsigned(reader.unsigned() + more);
    writer.all(bytes.subarray(reader.at, section.end));
  }
  writer.all(items);
  return writer.done();
}

/** Mutable i64 globals that start at 0. */
function zeroGlobals(count: number): Uint8Array {
  const writer = new Writer();
  for (let i = 0; i < count; i++) writer.all([I64, 1, 0x42, 0, 0x0b]);
  return writer.done();
}

function dumpExport({ importedFunctions, functions }: Counts): Uint8Array {
  const writer = new Writer();
  writer.sized(new TextEncoder().encode(DUMP));
  writer.byte(0);
  writer.unsigned(importedFunctions + functions);
  return writer.done();
}

/** Each section as it was or as it has grown; missing ones are put where they belong. */
function assembled(
  bytes: Uint8Array,
  sections: readonly Section[],
  grown: ReadonlyMap<number, Uint8Array>,
): Uint8Array<ArrayBuffer> {
  const writer = new Writer();
  writer.all(bytes.subarray(0, 8));
  const missing = [...grown.keys()]
    .filter((id) => sections.every((section) => section.id !== id))
    .sort((a, b) => (standsBefore(a, b) ? -1 : 1));
  const put = (id: number, content: Uint8Array): void => {
    writer.byte(id);
    writer.sized(content);
  };
  for (const { id, start, end } of sections) {
    while (missing.length > 0 && standsBefore(missing[0]!, id))
      put(missing[0]!, grown.get(missing.shift()!)!);
    put(id, grown.get(id) ?? bytes.subarray(start, end));
  }
  return writer.done().slice();
}

interface Imports {
  readonly importedFunctions: number;
  readonly importedGlobals: number;
  readonly hasMemory: boolean;
}

function importsOf(bytes: Uint8Array, section: Section | undefined): Imports {
  let importedFunctions = 0;
  let importedGlobals = 0;
  let hasMemory = false;
  if (section === undefined) return { importedFunctions, importedGlobals, hasMemory };
  const reader = new Reader(bytes, section.start);
  const skipLimits = (): void => {
    const flags = reader.unsigned();
    reader.skipNumber();
    if (flags & 1) reader.skipNumber();
  };
  for (let left = reader.unsigned(); left > 0; left--) {
    reader.skip(reader.unsigned());
    reader.skip(reader.unsigned());
    const kind = reader.byte();
    if (kind === 0) {
      reader.skipNumber();
      importedFunctions++;
    } else if (kind === 1) {
      reader.skip(1);
      skipLimits();
    } else if (kind === 2) {
      hasMemory = true;
      skipLimits();
    } else if (kind === 3) {
      reader.skip(2);
      importedGlobals++;
    } else throw unsupported(`The wasm binary imports something of an unknown kind ${kind}`);
  }
  return { importedFunctions, importedGlobals, hasMemory };
}

/** All bodies with counters in them, and the dump function behind the last. */
function spliceCode(
  bytes: Uint8Array,
  section: Section,
  firstCounter: number,
  regions: Instructions[],
  rules: RegionRules,
): Uint8Array {
  const reader = new Reader(bytes, section.start);
  const bodies = reader.unsigned();
  const code = new Writer();
  code.unsigned(bodies + 1);
  for (let body = 0; body < bodies; body++) {
    const size = reader.unsigned();
    const [start, end] = [reader.at, reader.at + size];
    for (let groups = reader.unsigned(); groups > 0; groups--) {
      reader.skipNumber();
      reader.skipNumber();
    }
    const writer = new Writer();
    let copied = start;
    for (const region of regionsOf(bytes, reader.at, end, rules)) {
      writer.all(bytes.subarray(copied, region.start));
      copied = region.start;
      count(writer, firstCounter + regions.length);
      regions.push(region.executes);
    }
    writer.all(bytes.subarray(copied, end));
    code.sized(writer.done());
    reader.at = end;
  }
  code.sized(dumpBody(firstCounter, regions.length));
  return code.done();
}

/** global.get g; i64.const 1; i64.add; global.set g */
function count(writer: Writer, global: number): void {
  writer.byte(0x23);
  writer.unsigned(global);
  writer.all([0x42, 1, 0x7c, 0x24]);
  writer.unsigned(global);
}

/** For each counter: local.get 0; global.get g; f64.convert_i64_s; f64.store offset=8·i */
function dumpBody(firstCounter: number, counters: number): Uint8Array {
  const writer = new Writer();
  writer.byte(0);
  for (let i = 0; i < counters; i++) {
    writer.all([0x20, 0, 0x23]);
    writer.unsigned(firstCounter + i);
    writer.all([0xb9, 0x39, 3]);
    writer.unsigned(8 * i);
  }
  writer.byte(0x0b);
  return writer.done();
}
