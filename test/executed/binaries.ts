/** @file The three wasm binaries that tfjs ships. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export const DIST = dirname(
  createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/dist/index.js'),
);
export const BINARIES = ['tfjs-backend-wasm', 'tfjs-backend-wasm-simd', 'tfjs-backend-wasm-threaded-simd'];
export const readBinary = (name: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(join(DIST, `${name}.wasm`)));
