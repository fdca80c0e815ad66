/** @file Backends of which something is known, for those who need nothing else of them. */
export const FIT_BACKENDS = ['wasm', 'cpu', 'tensorflow', 'webgl', 'webgpu'] as const;
