/**
 * @file tfjs-core's own specs on one backend, in this process: as they are, each under a trace of its own, all under one
 * trace, or each with its rules. Bundled with tfjs-core, so that the specs' own modules and the trace meet one engine.
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { engine, env, findBackend, registerBackend, registerKernel } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { setTestEnvs, setupTestFilters } from '@tensorflow/tfjs-core/dist/jasmine_util.js';
import { readsOf } from '../../src/profile/cost.ts';
import { formulasOf } from '../../src/profile/custom-formulas.ts';
import { SHAPE_BACKEND } from '../../src/core/shape-backend.ts';
import { shapeBackend } from '../../src/shape/in-place.ts';
import { undoAll } from '../../src/patch/own-property.ts';
import { leanEngine } from '../../src/shape/lean.ts';
import { keepLedger } from '../../src/shape/ledger.ts';
import { Tracer } from '../../src/trace/tracer.ts';
import { differences, recordCalls } from '../../test/shape/against-rules.ts';

/**
 * `rules`: without a trace, each kernel call against its shape rule. `lean`: with the ways of the engine that counting
 * replaces, which tfjs's check of leaks would keep away.
 */
export type Mode = 'plain' | 'each' | 'all' | 'rules' | 'lean';

/** What a spec ended with. */
export interface Outcome {
  readonly name: string;
  /** `passed`, `failed`, `pending`, … as jasmine says it. */
  readonly status: string;
  /** What failed, in order. */
  readonly failures: readonly string[];
}

export interface SuiteResult {
  readonly outcomes: readonly Outcome[];
  /** Kernel calls that the traces saw. */
  readonly calls: number;
  /** The recorder's own errors; of `rules`, calls whose rule says otherwise. */
  readonly faults: readonly string[];
}

/** What we use of jasmine's result of a spec. */
interface SpecResult {
  readonly fullName: string;
  readonly status: string;
  readonly failedExpectations: readonly { readonly message: string }[];
}

interface Jasmine {
  getEnv(): {
    configure(options: object): void;
    addReporter(reporter: object): void;
    beforeEach(run: () => void): void;
    afterEach(run: () => void): void;
    execute(): Promise<unknown>;
  };
}

const require = createRequire(import.meta.url);

/** As a profile does. */
const reads = readsOf(formulasOf({}));

let calls = 0;
const faults: string[] = [];

/** Starts a trace. @returns what stops it and counts its calls */
function trace(): () => void {
  const tracer = new Tracer({ models: [], reads });
  const stop = tracer.start(tracer.liveBytes());
  return () => {
    stop();
    try {
      for (const entry of tracer.takePass().entries) calls += entry.calls;
    } catch (error) {
      faults.push(String(error));
    }
  };
}

/** Compares the kernels of a spec with their rules. @returns what stops it */
function check(): () => void {
  const stop = recordCalls();
  return () => {
    const ran = stop();
    calls += ran.length;
    faults.push(...differences(ran));
  };
}

/** Shapes as a backend that can be chosen, as those of tfjs are. */
function registerShapes(): void {
  registerBackend(SHAPE_BACKEND, shapeBackend, 0);
  for (const config of shapeBackend().configs) registerKernel(config);
}

/** @returns what gives the engine its own ways back, and says what was left on the cpu backend */
function lean(): () => void {
  env().set('IS_TEST', false);
  const undo = [leanEngine(engine()), keepLedger(engine())];
  return () => {
    undoAll(undo);
    env().set('IS_TEST', true);
  };
}

let spec = '';

const dataNow = (): number => findBackend('cpu')?.numDataIds() ?? 0;

/** Values that are computed on demand leave nothing on the cpu backend. @returns what looks */
function watchCpu(): () => void {
  const before = dataNow();
  return () => {
    const left = dataNow() - before;
    if (left > 0) faults.push(`${spec}: ${left} data are left on the cpu backend`);
  };
}

const WATCHES: Readonly<Partial<Record<Mode, () => () => void>>> = { each: trace, rules: check, lean };

async function run(backend: string, mode: Mode): Promise<readonly Outcome[]> {
  const core = require('jasmine-core') as { boot(core: unknown): Jasmine };
  const jasmine = core.boot(core);
  const specs = jasmine.getEnv();
  specs.configure({ random: false });
  setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  setTestEnvs([{ name: backend, backendName: backend, isDataSync: true }]);
  setupTestFilters([], () => true);
  const outcomes: Outcome[] = [];
  specs.addReporter({
    specStarted: ({ fullName }: SpecResult) => (spec = fullName),
    specDone: ({ fullName, status, failedExpectations }: SpecResult) =>
      outcomes.push({ name: fullName, status, failures: failedExpectations.map(({ message }) => message) }),
  });
  if (backend === SHAPE_BACKEND) {
    registerShapes();
    let look: (() => void) | undefined;
    specs.beforeEach(() => {
      look = watchCpu();
    });
    specs.afterEach(() => look?.());
  }
  let stop: (() => void) | undefined;
  const watch = WATCHES[mode];
  if (watch !== undefined) {
    specs.beforeEach(() => {
      stop = watch();
    });
    specs.afterEach(() => stop?.());
  }
  await import('@tensorflow/tfjs-core/dist/tests.js');
  if (mode === 'all') stop = trace();
  await specs.execute();
  if (mode === 'all') stop?.();
  return outcomes;
}

const [backend = 'cpu', mode = 'plain', file = ''] = process.argv.slice(2);
const outcomes = await run(backend, mode as Mode);
writeFileSync(file, JSON.stringify({ outcomes, calls, faults } satisfies SuiteResult));
process.exit(0);
