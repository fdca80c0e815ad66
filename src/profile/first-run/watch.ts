/**
 * @file What the first pass on a GPU is made of. Two observers of kernels bracket those of the trace: what lies between
 * the outer and the inner one is the trace's own work. Inside a kernel the backend tells what it compiles and copies.
 */
import { backend, getBackend } from '@tensorflow/tfjs-core';
import type { Copied, GpuWatcher, GpuWork } from '../../backends/gpu-work.ts';
import { backendNamed } from '../../backends/table.ts';
import type { FirstRun, GpuMemory } from '../../core/first-run.ts';
import { inSteps } from '../../core/time-steps.ts';
import type { Trace } from '../../core/trace.ts';
import type { Session } from '../../core/workload.ts';
import { undoAll } from '../../patch/own-property.ts';
import { newAccount, type Account } from '../../timing/ledger.ts';
import { kernelName, observeKernels } from '../../trace/tap.ts';
import type { Tracer } from '../../trace/tracer.ts';
import { Phase } from './phase.ts';
import { FirstRunRows, type Compiled, type Read } from './rows.ts';

/** Models that have run on a backend, by the backend: what is compiled for them later is for other shapes. */
const ranOn = new WeakMap<object, WeakSet<object>>();

function modelsOf(current: object): WeakSet<object> {
  let models = ranOn.get(current);
  if (models === undefined) ranOn.set(current, (models = new WeakSet()));
  return models;
}

/** What the kernel that runs has done so far. */
interface KernelNow {
  readonly account: Account;
  readonly compiled: Compiled[];
  readonly reads: Read[];
  isForwarded: boolean;
}

/** A first pass that is being watched. */
export interface FirstRunWatch {
  /** The session, whose run is told from the reading of its outputs. */
  readonly of: (session: Pick<Session, 'run'>) => Pick<Session, 'run'>;
  readonly begin: (startMs: number) => void;
  readonly end: (endMs: number) => void;
  /** Watches kernels inside whatever watches them already; `stop` ends that too. */
  readonly bracket: () => void;
  readonly stop: () => void;
  /** @param trace of the same pass */
  readonly taken: (trace: Trace) => FirstRun;
}

const msOf = (rows: readonly { readonly ms: number }[]): number => rows.reduce((sum, { ms }) => sum + ms, 0);

/**
 * To be called before the trace starts, and stopped after it.
 * @returns `null` on backends without a GPU, and where this version of tfjs shows nothing of its work
 */
export function watchFirstRun(tracer: Tracer): FirstRunWatch | null {
  const rows = new FirstRunRows();
  const [uploads, kernels, tracing] = [newAccount(), newAccount(), newAccount()];
  const ran = modelsOf(backend());
  let phase: Phase | null = null;
  let kernel: KernelNow | null = null;
  let isReading = false;
  let kernelCalls = 0;
  let programs = 0;
  let [startedMs, endedMs] = [0, 0];
  let programsBefore = 0;

  /** Whether the layer or node that runs has run before, in this pass or, in a live model, in an earlier one. */
  const isAgain = (): boolean =>
    tracer.hasRunBefore || (tracer.outermost.length > 0 && tracer.outermost.every((model) => ran.has(model)));
  /** A read that the pass waits for; not one of its outputs, nor a part of another read. */
  const readOf = (what: Copied, isSync: boolean): Read | null => {
    if (phase === null || !phase.isRunning || isReading) return null;
    const read: Read = { what, scope: tracer.scopeNow, isSync, waited: newAccount() };
    if (kernel === null) rows.addRead(read, null);
    else kernel.reads.push(read);
    return read;
  };
  const reading = <T>(read: () => T): T => {
    isReading = true;
    try {
      return read();
    } finally {
      isReading = false;
    }
  };
  const watcher: GpuWatcher = {
    compiles(compile, elsewhere = { beginMs: null, endMs: null }) {
      if (phase === null) return compile();
      const compiled = { host: newAccount(), elsewhere, isAgain: kernel !== null && isAgain() };
      if (kernel === null) rows.addShader(null, compiled);
      else kernel.compiled.push(compiled);
      return phase.ledger.in(compiled.host, compile);
    },
    uploads(what, upload) {
      if (phase === null) return upload();
      rows.addUpload(what, tracer.isWeight(what.data));
      return phase.ledger.in(uploads, upload);
    },
    readsSync(what, read) {
      const begun = readOf(what, true);
      return begun === null ? read() : phase!.ledger.in(begun.waited, () => reading(read));
    },
    reads(what, read) {
      const begun = readOf(what, false);
      if (begun === null) return read();
      return phase!.waitFor(
        begun.waited,
        phase!.ledger.in(begun.waited, () => reading(read)),
      );
    },
    runsProgram() {
      programs++;
    },
    forwards() {
      if (kernel !== null) kernel.isForwarded = true;
    },
  };
  const found: GpuWork | null = backendNamed(getBackend()).watchWork?.(backend(), watcher) ?? null;
  if (found === null) return null;
  const work = found;
  const cachedBefore = work.cachedShaders();
  let cacheGrowth = 0;
  let memory: GpuMemory = { beforeBytes: 0, peakBytes: 0, afterBytes: 0, keptBytes: 0 };

  function finish(now: KernelNow, number: number | null): void {
    const entry = number === null ? null : tracer.entryNow;
    for (const compiled of now.compiled) rows.addShader(entry, compiled);
    for (const read of now.reads) rows.addRead(read, number === null ? null : kernelName(number));
    // It asked whether its tensors are on the host, and ran nothing on the GPU.
    if (entry !== null && now.isForwarded && programs === programsBefore)
      rows.addHostKernel(entry, now.account.ms);
    else kernels.ms += now.account.ms;
  }

  function noteMemory(): void {
    const { allocatedBytes, freeBytes } = work.memory();
    const peakBytes = Math.max(memory.peakBytes, allocatedBytes);
    memory = { ...memory, peakBytes, afterBytes: allocatedBytes, keptBytes: freeBytes };
  }

  const undo = [
    work.stop,
    observeKernels({
      enter: () => phase?.ledger.enter(tracing),
      leave() {},
      record() {},
      failed() {
        if (kernel === null) return;
        phase?.ledger.leave();
        phase?.ledger.leave();
        finish(kernel, null);
        kernel = null;
      },
    }),
  ];
  return {
    of: (session) => ({ run: () => phase!.during(() => session.run()) }),
    begin(startMs) {
      noteMemory();
      memory = { ...memory, beforeBytes: memory.afterBytes };
      startedMs = startMs;
      phase = new Phase(startMs);
    },
    end(endMs) {
      phase!.ledger.book(endMs);
      phase!.close();
      endedMs = endMs;
      noteMemory();
      cacheGrowth = work.cachedShaders() - cachedBefore;
      for (const model of tracer.outermost) ran.add(model);
    },
    bracket() {
      undo.push(
        observeKernels({
          enter() {
            kernelCalls++;
            programsBefore = programs;
            kernel = {
              account: newAccount(),
              compiled: [],
              reads: [],
              isForwarded: false,
            };
            phase?.ledger.enter(kernel.account);
          },
          leave: () => phase?.ledger.leave(),
          record(number) {
            if (kernel !== null) finish(kernel, number);
            kernel = null;
            noteMemory();
            phase?.ledger.leave();
          },
        }),
      );
    },
    stop() {
      phase?.close();
      undoAll(undo.splice(0));
    },
    taken(trace) {
      const { waitedMs, ...taken } = rows.taken(trace, phase!.ranUntilMs, endedMs);
      return {
        wallMs: inSteps(endedMs - startedMs),
        partsMs: {
          shaders: msOf(taken.shaders),
          uploads: inSteps(uploads.ms),
          kernels: inSteps(kernels.ms),
          hostKernels: msOf(taken.hostKernels),
          readbacks: msOf(taken.readbacks),
          // Each time is rounded to a step: what is left of the wait may be some steps below nothing.
          outputs: Math.max(0, inSteps(phase!.outputs.ms) - waitedMs),
          javascript: inSteps(phase!.javascript.ms),
          tracing: inSteps(tracing.ms),
        },
        ...taken,
        cacheGrowth,
        kernelCalls,
        programs,
        memory,
      };
    },
  };
}
