/** @file Several buffers read as one, as the shards of a model are. */

/** Copies of `[start, end)` of all bytes; shorter where they end earlier. */
export type ByteSlice = (start: number, end: number) => Uint8Array;

export function sliceOf(buffers: readonly ArrayBuffer[]): ByteSlice {
  const starts: number[] = [];
  let total = 0;
  for (const { byteLength } of buffers) {
    starts.push(total);
    total += byteLength;
  }
  /** Weights are read in order: the search begins where the last one ended. */
  let at = 0;
  return (start, end) => {
    const stop = Math.min(end, total);
    const bytes = new Uint8Array(Math.max(0, stop - start));
    while (at > 0 && starts[at]! > start) at--;
    for (let filled = 0; filled < bytes.length;) {
      const position = start + filled;
      const within = position - starts[at]!;
      const part = new Uint8Array(buffers[at]!).subarray(within, within + bytes.length - filled);
      bytes.set(part, filled);
      filled += part.length;
      if (filled < bytes.length) at++;
    }
    return bytes;
  };
}
