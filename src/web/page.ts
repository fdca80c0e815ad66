/**
 * @file The program of two pages: one reads its task from the server, profiles as in Node, and answers in JSON; beside the
 * page of a report the same script counts what is dropped there, in the page or in a worker.
 */
import { dispose, type TensorContainer } from '@tensorflow/tfjs';
import type { Status } from '../backends/backend.ts';
import {
  PAGE_BACKENDS,
  PROGRESS,
  ROUTES,
  type Answer,
  type Failure,
  type PageApi,
  type PageBackend,
  type Reply,
  type Survey,
  type Task,
} from '../backends/chromium/task.ts';
import { COUNTER, type PageCounter } from '../core/counting-page.ts';
import { TfjsFlopsError } from '../core/errors.ts';
import { firstLineOf } from '../core/first-line.ts';
import type { Workload } from '../core/workload.ts';
import { portableWorkload, type PortableSpec } from '../load/portable-model.ts';
import { profile } from '../profile/profile.ts';
import { counter } from './counter.ts';
import { PAGE_STARTS, startInPage, whileAlive } from './start.ts';
import { answerPage } from './worker.ts';

const failureOf = (error: unknown): Failure => ({
  error: error instanceof TfjsFlopsError ? error.toJSON() : null,
  message: error instanceof Error ? error.message : String(error),
  stack: error instanceof Error ? (error.stack ?? '') : '',
});

async function reply<T>(work: () => Promise<T>): Promise<string> {
  const answer: Reply<T> = await work().then(
    (done) => ({ answer: done }),
    (error: unknown) => ({ failure: failureOf(error) }),
  );
  return JSON.stringify(answer);
}

/** @throws Error where the server has no such file */
async function get(path: string): Promise<Response> {
  // Relative to the page, which fetch of Node's types does not know.
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path} is not on the server (${response.status})`);
  return response;
}

const part = async (i: number): Promise<ArrayBuffer> => (await get(ROUTES.part + String(i))).arrayBuffer();

/** The output values of one pass. */
async function outputsOf(workload: Workload): Promise<number[][]> {
  const session = await workload.open();
  try {
    const result = await session.run();
    const tensors = [result as TensorContainer].flat() as { data(): Promise<ArrayLike<number>> }[];
    const values = await Promise.all(tensors.map((tensor) => tensor.data()));
    dispose(result as TensorContainer);
    return values.map((each) => Array.from(each));
  } finally {
    session.dispose();
  }
}

async function runTask(): Promise<Answer> {
  const task = (await (await get(ROUTES.task)).json()) as Task;
  const { backend, runs, executed, peaks, threads, withOutputs, parts } = task;
  const [info, ...bytes] = await Promise.all([
    startInPage(backend, threads),
    ...Array.from({ length: parts }, (_, i) => part(i)),
  ]);
  const workload = portableWorkload({ spec: task.spec as PortableSpec, parts: bytes });
  const onProgress = Reflect.get(globalThis, PROGRESS) as (done: number, total: number) => unknown;
  return whileAlive(backend, async () => {
    const report = await profile(workload, {
      runs,
      executed,
      peaks,
      onProgress: (done, total) => void onProgress(done, total),
    });
    const outputs = withOutputs === true ? await outputsOf(workload) : null;
    return { report: { ...report, environment: { ...info, ...report.environment } }, outputs };
  });
}

async function statusOf(name: PageBackend): Promise<Status> {
  try {
    return { available: true, info: await startInPage(name) };
  } catch (error) {
    const isAbsent = error instanceof TfjsFlopsError && error.code === 'unknown-backend';
    return {
      available: false,
      why: isAbsent ? PAGE_STARTS[name].why : firstLineOf(error),
      command: null,
    };
  }
}

async function survey(): Promise<Survey> {
  const entries: [PageBackend, Status][] = [];
  // One after another: tfjs has one current backend.
  for (const name of PAGE_BACKENDS) entries.push([name, await statusOf(name)]);
  return Object.fromEntries(entries) as Record<PageBackend, Status>;
}

const api: PageApi & PageCounter = { survey: () => reply(survey), run: () => reply(runTask), ...counter };
if (Reflect.has(globalThis, 'document')) Reflect.set(globalThis, COUNTER, api);
else answerPage(counter);
