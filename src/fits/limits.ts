/** @file How large things can be on a backend: what is taken where nobody says more of the machine. */
import { sizeOf, type Shape } from '../core/shape.ts';

/** Limits of a machine, each with a default. */
export interface FitLimits {
  /** WebGL: the longest side of a texture, in pixels; `MAX_TEXTURE_SIZE`. Default 8,192, which few devices are below. */
  readonly textureSide: number;
  /** WebGPU: the largest tensor that a program can bind, in bytes. Default 134,217,728, which every device grants. */
  readonly storageBufferBytes: number;
  /** The wasm backend's heap, in bytes. Default 4,294,901,760, which its binary is linked for. */
  readonly wasmHeapBytes: number;
}

export const DEFAULT_LIMITS: FitLimits = {
  textureSide: 8_192,
  // maxStorageBufferBindingSize of the specification; its maxBufferSize is twice that, and never the first to be met.
  storageBufferBytes: 2 ** 27,
  // getHeapMax() of its loader: 65,535 pages.
  wasmHeapBytes: 65_535 * 2 ** 16,
};

/** A pixel holds one value, or four of two rows and two columns where a program packs them. */
const VALUES_OF_PACKED_PIXEL = 4;

/** Values that a texture holds at most: unpacked, and packed where both rows and columns are even. */
export const textureValues = ({
  textureSide,
}: FitLimits): { readonly unpacked: number; readonly packed: number } => ({
  unpacked: textureSide ** 2,
  packed: VALUES_OF_PACKED_PIXEL * textureSide ** 2,
});

const WEBGPU_BYTES = 4;

/** WebGPU has four bytes for each value, also of bool. */
export const bufferBytes = (shape: Shape): number => sizeOf(shape) * WEBGPU_BYTES;
