/** @file The WebAssembly backend, the default: fast, and the one whose executed instructions can be counted. */
import type { Backend } from '../backend.ts';
import { onHost } from '../host-clock.ts';
import { wasmInfo } from './info.ts';

export const wasmBackend: Backend = onHost('wasm', wasmInfo);
