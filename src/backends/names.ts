/** @file Names of backends, for those who need nothing else of them. */

/** Backends that can be started in a process of Node, the default first. */
export const START_NAMES = ['wasm', 'cpu', 'tensorflow', 'webgpu'] as const;
