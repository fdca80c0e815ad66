/** @file What goes to the page in the browser, and what comes back: plain data. */
import type { ErrorCode } from '../../core/errors.ts';
import type { Report } from '../../core/report.ts';
import type { Status } from '../backend.ts';

/** By tfjs's names. */
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
  /** What the machine reaches, measured in the page: `cached` finds none there. */
  readonly peaks?: boolean | 'cached' | 'refresh' | undefined;
  /** Of the wasm backend; default 1, as in Node. */
  readonly threads?: number | undefined;
  /** Asks for the values of one more pass. */
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
  /** Values of each output of the model; `null` where nobody asked. */
  readonly outputs: readonly (readonly number[])[] | null;
}

/** An error of the page. */
export interface Failure {
  /** `null` for what is no user's mistake. */
  readonly code: ErrorCode | null;
  readonly message: string;
  readonly stack: string;
}

export type Survey = Readonly<Record<PageBackend, Status>>;

/** Error or not, the page answers; both as JSON. */
export type Reply<T> = { readonly answer: T } | { readonly failure: Failure };

/** What the page offers as `globalThis.tfjsFlops`; both answer with a {@link Reply} as JSON. */
export interface PageApi {
  survey(): Promise<string>;
  run(): Promise<string>;
}

/** Where the page finds what the server has, relative to itself. */
export const ROUTES = { script: 'page.js', task: 'task.json', part: 'part-', wasm: 'wasm/' } as const;

/** The function of the page's global scope that tells progress. */
export const PROGRESS = 'tfjsFlopsProgress';
