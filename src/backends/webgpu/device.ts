/** @file What we use of WebGPU, which TypeScript only describes together with the whole DOM. */
import type { Json } from '../../core/shape.ts';

export interface GpuAdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  /** Rendered by the host's processor. */
  readonly isFallbackAdapter?: boolean;
}

export interface GpuFeatures {
  has(feature: string): boolean;
}

export interface GpuQuerySet {
  destroy(): void;
}

export interface GpuBuffer {
  mapAsync(mode: number, offset: number, bytes: number): Promise<void>;
  getMappedRange(offset: number, bytes: number): ArrayBuffer;
  unmap(): void;
  destroy(): void;
}

export interface GpuPass {
  end(): void;
}

export interface GpuCommandEncoder {
  beginComputePass(descriptor: {
    readonly timestampWrites: {
      readonly querySet: GpuQuerySet;
      readonly beginningOfPassWriteIndex: number;
      readonly endOfPassWriteIndex: number;
    };
  }): GpuPass;
  resolveQuerySet(set: GpuQuerySet, first: number, count: number, target: GpuBuffer, offset: number): void;
  copyBufferToBuffer(
    from: GpuBuffer,
    fromOffset: number,
    to: GpuBuffer,
    toOffset: number,
    bytes: number,
  ): void;
}

/** A command was refused, and nobody asked whether it was. */
export interface GpuErrorEvent {
  readonly error: { readonly message: string };
}

export interface GpuDevice {
  readonly features: GpuFeatures;
  readonly adapterInfo?: GpuAdapterInfo;
  readonly lost: Promise<{ readonly reason?: string; readonly message: string }>;
  addEventListener(name: 'uncapturederror', listener: (event: GpuErrorEvent) => void): void;
  removeEventListener(name: 'uncapturederror', listener: (event: GpuErrorEvent) => void): void;
  createQuerySet(descriptor: { readonly type: 'timestamp'; readonly count: number }): GpuQuerySet;
  createBuffer(descriptor: { readonly size: number; readonly usage: number }): GpuBuffer;
}

/** WebGPU's numbers: GPUBufferUsage and GPUMapMode. */
export const USAGE = { mapRead: 0x1, copySource: 0x4, copyTarget: 0x8, queryResolve: 0x200 } as const;
export const MAP_READ = 0x1;

/** Dawn's adapter that records and computes nothing. */
export const isNullAdapter = ({ device }: GpuAdapterInfo): boolean => device === 'null-backend';

/** What a report's environment says of an adapter; browsers leave out what would tell users apart. */
export function adapterFacts(
  info: GpuAdapterInfo | undefined,
  features: GpuFeatures,
): { readonly [key: string]: Json } {
  const timestamps = { timestampQuery: features.has('timestamp-query') };
  if (info === undefined) return timestamps;
  const { vendor, architecture, device, description } = info;
  const known = Object.entries({
    adapter: description || device,
    adapterVendor: vendor,
    adapterArchitecture: architecture,
  }).filter(([, value]) => value !== '');
  return {
    ...Object.fromEntries(known),
    software: info.isFallbackAdapter === true,
    ...(isNullAdapter(info) && { outputs: 'garbage: the null adapter computes nothing' }),
    ...timestamps,
  };
}
