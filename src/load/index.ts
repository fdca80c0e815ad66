/** @file `tfjs-flops/load`: model files and modules as workloads, in Node. */
export { fileWorkload, type FileOptions } from './workload.ts';
export { moduleWorkload } from './user-module.ts';
