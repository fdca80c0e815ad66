/** @file The commands: what they take, and where they are. Each is loaded when it is called, tfjs with it. */
import type { FlagName, FlagValues } from './flags.ts';
import type { Terminal } from './terminal.ts';

/** Runs a command. @returns the exit code: 0 good, 1 a check failed */
export type Run = (operands: readonly string[], flags: FlagValues, terminal: Terminal) => Promise<0 | 1>;

export interface Command {
  readonly name: string;
  /** `MODEL...` takes one or more, `MODEL LAYER` exactly two. */
  readonly operands: string;
  readonly summary: string;
  readonly flags: readonly FlagName[];
  load(): Promise<Run>;
}

const ZOO_FLAGS = ['batch', 'image-size', 'classes', 'weights', 'seed'] as const;
const WORKLOAD_FLAGS = ['backend', ...ZOO_FLAGS, 'input', 'outputs', 'no-weights'] as const;

export const COMMANDS: readonly Command[] = [
  {
    name: 'profile',
    operands: 'MODEL...',
    summary: 'multiply-adds, parameters, memory and time per layer',
    flags: [...WORKLOAD_FLAGS, 'runs', 'by', 'depth', 'executed', 'peaks', 'json'],
    load: async () => (await import('./profile.ts')).runProfile,
  },
  {
    name: 'compare',
    operands: 'MODEL...',
    summary: 'two models, or one on several --backends: counts, and who is faster',
    flags: [...WORKLOAD_FLAGS, 'backends', 'runs', 'seconds', 'depth', 'json'],
    load: async () => (await import('./compare.ts')).runCompare,
  },
  {
    name: 'why',
    operands: 'MODEL LAYER',
    summary: "where a layer's numbers come from; MODEL may be a saved report",
    flags: WORKLOAD_FLAGS,
    load: async () => (await import('./why.ts')).runWhy,
  },
  {
    name: 'validate',
    operands: '',
    summary: 'the textbook on trial; --kernels: each kernel against execution',
    flags: ['backend', 'kernels', 'cases'],
    load: async () => (await import('./validate.ts')).runValidate,
  },
  {
    name: 'models',
    operands: '',
    summary: 'the networks that can be profiled by name',
    flags: [],
    load: async () => (await import('./models.ts')).runModels,
  },
  {
    name: 'backends',
    operands: '',
    summary: 'where models can run here, and what brings the rest',
    flags: [],
    load: async () => (await import('./backends.ts')).runBackends,
  },
];
