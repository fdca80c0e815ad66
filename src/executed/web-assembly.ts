/** @file What we use of the WebAssembly API, which TypeScript only describes together with the whole DOM. */

export type Bytes = ArrayBuffer | ArrayBufferView<ArrayBuffer>;

/** Functions, memories, globals and tables by name. */
export type WasmExports = Readonly<Record<string, unknown>>;
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}
export interface Instantiated {
  readonly instance: { readonly exports: WasmExports };
}
type Instantiate = (source: Bytes, imports?: unknown) => Promise<Instantiated>;

interface WebAssemblyLike {
  instantiate: Instantiate;
  instantiateStreaming?: unknown;
  readonly Memory: new (descriptor: object) => WasmMemory;
  readonly Module: (new (bytes: Bytes) => object) & {
    exports(module: object): readonly { readonly name: string }[];
  };
  readonly Instance: new (module: object) => { readonly exports: WasmExports };
}

export const wasm = Reflect.get(globalThis, 'WebAssembly') as WebAssemblyLike;
