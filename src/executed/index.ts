/** @file The entry point `tfjs-flops/executed`: counting inside the wasm backend. */
export type { Instruction, Instructions, Machine } from '../core/instructions.ts';
export { startExecuted, type ExecutedBackend, type ExecutedOptions } from './backend.ts';
export type { Bracket, Probe } from '../core/trace.ts';
