/** @file What is sent to the page in the browser, and what it answers: plain data. */
import type { ErrorData } from '../../core/errors.ts';
import type { Report } from '../../core/report.ts';
import type { Status } from '../backend.ts';

/** Backends of a page, by tfjs's names. */
export const PAGE_BACKENDS = ['webgl', 'webgpu', 'wasm', 'cpu'] as const;
export type PageBackend = (typeof PAGE_BACKENDS)[number];

export type ChromiumName = `chromium/${PageBackend}`;
export const CHROMIUM_NAMES: readonly ChromiumName[] = PAGE_BACKENDS.map(
  (backend): ChromiumName => `chromium/${backend}`,
);

export const isChromiumName = (name: string): name is ChromiumName =>
  CHROMIUM_NAMES.some((known) => known === name);

export const pageBackendOf = (name: ChromiumName): PageBackend =>
  PAGE_BACKENDS.find((backend) => name === `chromium/${backend}`)!;

/** A model as the page builds it: JSON, and the bytes that do not fit into it; `PortableModel` of load. */
export interface Job {
  readonly spec: object;
  readonly parts: readonly ArrayBuffer[];
}

/** How it is run there. */
export interface TaskOptions {
  /** Timed passes after the first (default 10); 0 counts without timing. */
  readonly runs?: number | undefined;
  /** Counts executed instructions too; on chromium/wasm with one thread. */
  readonly executed?: boolean | undefined;
  /** Measures the machine's peak rates in the page; `cached` finds none there. */
  readonly peaks?: boolean | 'cached' | 'refresh' | undefined;
  /** Threads of the wasm backend; default 1, as in Node. */
  readonly threads?: number | undefined;
  /** Runs one more pass and answers its output values. */
  readonly withOutputs?: boolean | undefined;
}

export interface Task extends TaskOptions {
  readonly backend: PageBackend;
  readonly spec: object;
  /** How many parts of the job the server has. */
  readonly parts: number;
}

export interface Answer {
  readonly report: Report;
  /** Values of each output of the model; `null` without `withOutputs`. */
  readonly outputs: readonly (readonly number[])[] | null;
}

/** An error of the page. */
export interface Failure {
  /** `null` for what is not a TfjsFlopsError. */
  readonly error: ErrorData | null;
  readonly message: string;
  readonly stack: string;
}

export type Survey = Readonly<Record<PageBackend, Status>>;

/** The page answers in both cases, as JSON. */
export type Reply<T> = { readonly answer: T } | { readonly failure: Failure };

/** What the page offers as `globalThis.tfjsFlops`; both answer with a {@link Reply} as JSON. */
export interface PageApi {
  survey(): Promise<string>;
  run(): Promise<string>;
}

/** Paths on the server, relative to the page. */
export const ROUTES = { script: 'page.js', task: 'task.json', part: 'part-', wasm: 'wasm/' } as const;

/** The function in the page's global scope that reports progress. */
export const PROGRESS = 'tfjsFlopsProgress';
