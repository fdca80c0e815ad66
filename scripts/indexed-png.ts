/** @file A PNG of at most 256 colours, which is half as long as one of a screen: pictures of text have few. */
import { crc32, deflateSync } from 'node:zlib';

/** What a PNG begins with; https://www.w3.org/TR/png-3/#5PNG-file-signature */
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MOST_COLOURS = 256;

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

/** Length, type, data and checksum. */
function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  return Buffer.concat([uint32(data.length), body, uint32(crc32(body))]);
}

/** A colour with `bits` of each of red, green and blue. */
const rounded = (pixels: Uint8Array, at: number, bits: number): number => {
  const most = 2 ** bits - 1;
  const step = 255 / most;
  const [red, green, blue] = [0, 1, 2].map((i) => Math.round(Math.round(pixels[at + i]! / step) * step));
  return (red! << 16) | (green! << 8) | blue!;
};

/**
 * @param pixels red, green, blue and alpha of each, row by row; alpha is left out
 * @returns the file, in as many bits a colour as give 256 colours
 */
export function indexedPng(width: number, height: number, pixels: Uint8Array): Buffer {
  for (let bits = 8; ; bits--) {
    const colours = new Map<number, number>();
    const rows = Buffer.alloc(height * (1 + width));
    for (let i = 0; i < width * height; i++) {
      const colour = rounded(pixels, 4 * i, bits);
      let index = colours.get(colour);
      if (index === undefined) colours.set(colour, (index = colours.size));
      // Each row begins with its filter: none.
      rows[Math.floor(i / width) * (1 + width) + 1 + (i % width)] = index;
    }
    if (colours.size > MOST_COLOURS) continue;
    const palette = [...colours.keys()].flatMap((colour) => [
      colour >> 16,
      (colour >> 8) & 255,
      colour & 255,
    ]);
    return Buffer.concat([
      SIGNATURE,
      // 8 bits a pixel, an index each; deflated, filtered by rows, not interlaced.
      chunk('IHDR', Buffer.concat([uint32(width), uint32(height), Buffer.from([8, 3, 0, 0, 0])])),
      chunk('PLTE', Buffer.from(palette)),
      chunk('IDAT', deflateSync(rows, { level: 9 })),
      chunk('IEND', Buffer.alloc(0)),
    ]);
  }
}
