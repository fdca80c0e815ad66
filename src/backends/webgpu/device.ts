/** @file WebGPU as far as it is used here, which TypeScript only describes together with the whole DOM. */

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

/** A command was refused, and no error scope was open. */
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

/** The device of tfjs-backend-webgpu; `null` where another version does not show it. */
export const deviceOf = (current: object): GpuDevice | null =>
  (current as { readonly device?: GpuDevice }).device ?? null;

/** WebGPU's numbers: GPUBufferUsage and GPUMapMode. */
export const USAGE = { mapRead: 0x1, copySource: 0x4, copyTarget: 0x8, queryResolve: 0x200 } as const;
export const MAP_READ = 0x1;

/** Dawn's adapter that records and computes nothing. */
export const isNullAdapter = ({ device }: GpuAdapterInfo): boolean => device === 'null-backend';
