/**
 * @file One thing that `bench:count` measures, in a process of its own: how long it takes the first time and when it is
 * warm, and what of the machine's memory the process had then. Bundled, so that nothing but Node and tfjs is beside it.
 */
import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs';
import { zooWorkload } from '../../models/index.ts';
import type { Architecture } from '../../src/core/theory.ts';
import type { Workload } from '../../src/core/workload.ts';
import { shapeWorkload } from '../../src/load/workload.ts';
import { countShapes, openedOnShapes } from '../../src/profile/count-shapes.ts';
import { profile } from '../../src/profile/profile.ts';
import { theory } from '../../src/profile/theory.ts';
import { onShapes } from '../../src/shape/in-place.ts';
import { runSweep } from '../../src/sweep/run.ts';
import { vitOfOperations } from './operations.ts';
import { rising, VIT_22B, type Measured, type Task } from './tasks.ts';

/** What a task does again and again, and what ends it. */
interface Prepared {
  readonly run: () => unknown;
  readonly end?: () => void;
}

const workloadOf = (model: string): Workload | Promise<Workload> => {
  if (model === 'vit-22b') return zooWorkload('vit', VIT_22B);
  return model.includes('/') ? shapeWorkload(model) : zooWorkload(model);
};

/** Shapes alone: nothing is traced, no report is made. */
async function shapes(model: string): Promise<Prepared> {
  const workload = await workloadOf(model);
  // Opened there as well; each run then goes there anew.
  const session = await onShapes((backend) => openedOnShapes(workload, backend));
  return { run: () => onShapes(() => tf.tidy(() => void session.run())) };
}

/** Of operations of tfjs alone, and made there. */
const operations = (): Prepared =>
  onShapes(() => {
    const pass = vitOfOperations();
    return { run: () => onShapes(() => tf.tidy(() => void pass())) };
  });

async function live(model: string): Promise<Prepared> {
  await startWasm();
  const session = await zooWorkload(model).open();
  session.run();
  return { run: () => onShapes(() => tf.tidy(() => void session.run())) };
}

async function theoryAlone(model: string): Promise<Prepared> {
  const workload = await workloadOf(model);
  const session = await onShapes((backend) => openedOnShapes(workload, backend));
  const architecture = session.architecture as Architecture;
  return { run: () => theory(architecture) };
}

async function startWasm(): Promise<void> {
  createRequire(import.meta.url)('@tensorflow/tfjs-backend-wasm');
  await tf.setBackend('wasm');
}

const PREPARE: Readonly<Record<Task, (model: string) => Prepared | Promise<Prepared>>> = {
  shapes,
  operations,
  live,
  theory: theoryAlone,
  async report(model) {
    const workload = await workloadOf(model);
    return { run: () => countShapes(workload) };
  },
  async profile(model) {
    await startWasm();
    const workload = await workloadOf(model);
    return { run: () => profile(workload, { runs: 0 }) };
  },
  async sweep(model) {
    const axes = [
      { name: 'image-size', values: rising(100, 16) },
      { name: 'batch', values: rising(10, 1) },
    ];
    const at = ([imageSize, batch]: readonly number[]) =>
      zooWorkload(model, { imageSize: imageSize!, batch: batch! });
    return { run: () => runSweep({ title: model, axes, at, refusesAll: true }) };
  },
};

async function elapsed(run: () => unknown): Promise<number> {
  const startMs = performance.now();
  await run();
  return performance.now() - startMs;
}

/** Of the processor, all threads, since then. */
function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e3;
}

async function measured(task: Task, model: string, rounds: number): Promise<Measured> {
  const { run } = await PREPARE[task](model);
  const before = process.cpuUsage();
  const firstMs = await elapsed(run);
  const firstCpuMs = cpuMs(before);
  const residentBytes = process.memoryUsage.rss();
  // As many go before those that are measured: until then V8 compiles what turns out to be hot.
  for (let i = 0; i < rounds; i++) await run();
  const laterMs: number[] = [];
  const warmedUp = process.cpuUsage();
  for (let i = 0; i < rounds; i++) laterMs.push(await elapsed(run));
  return { firstMs, firstCpuMs, residentBytes, laterMs, laterCpuMs: cpuMs(warmedUp) };
}

tf.enableProdMode();
const [task, model, rounds] = process.argv.slice(2);
const result = await measured(task as Task, model!, Number(rounds));
process.stdout.write(JSON.stringify(result), () => process.exit(0));
