/** @file Whether a wasm module can hold a table, of its sections alone. */

/** Numbers of sections, in WebAssembly's binary format 1. */
const IMPORTS = 2;
const TABLES = 4;
const HEADER_BYTES = 8;

/** The module's own tables, or those that it may import; a module of `long`, which tfjs brings, has neither. */
export function mayHaveTable(bytes: Uint8Array): boolean {
  let at = HEADER_BYTES;
  while (at < bytes.length) {
    const section = bytes[at++]!;
    if (section === IMPORTS || section === TABLES) return true;
    let size = 0;
    for (let shift = 0, more = true; more; shift += 7) {
      const byte = bytes[at++] ?? 0;
      size += (byte & 0x7f) * 2 ** shift;
      more = byte > 0x7f;
    }
    at += size;
  }
  return false;
}
