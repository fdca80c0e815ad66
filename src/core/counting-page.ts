/**
 * @file What the page of a report and the library beside it agree on, so that models are counted in the page: the files
 * that are dropped, how they are run, what comes back. The page asks, `web` answers; each is a script of its own.
 */
import type { ErrorData } from './errors.ts';

/** Bytes that are read when they are wanted; a browser's `File` is such. */
export interface Contents {
  readonly size: number;
  slice(start?: number, end?: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** A file as it was dropped. */
export interface DroppedFile {
  /** From the folder that was dropped on: `web_model/model.json`. */
  readonly path: string;
  readonly contents: Contents;
}

/** Backends of a browser by tfjs's names, or no run at all. */
export const COUNTED_ON = ['webgl', 'webgpu', 'wasm', 'shapes'] as const;
export type CountedOn = (typeof COUNTED_ON)[number];

/** What a page can send its worker. */
export interface CountRequest {
  readonly files: readonly DroppedFile[];
  readonly on: CountedOn;
  /** Timed passes after the first; 0 counts without timing. */
  readonly runs: number;
  /** `images=1x640x640x3`, each; none where the model says its sizes. */
  readonly inputs: readonly string[];
}

export interface CountTask extends CountRequest {
  readonly onProgress: (done: number, total: number) => void;
}

/** A report as it is saved; or what is wrong, where it is nobody's mistake as a text. */
export type CountReply =
  { readonly report: string } | { readonly failure: ErrorData } | { readonly unexpected: string };

/** What the script beside the page offers. */
export interface PageCounter {
  readonly count: (task: CountTask) => Promise<CountReply>;
}

/** Where that script leaves it in the page's global scope. */
export const COUNTER = 'tfjsFlops';

/** The script beside the page. */
export const COUNTER_SCRIPT = 'counter.js';

/** The name of the page's policy, by which a worker of that script and of no other may be made. */
export const COUNTER_POLICY = 'tfjs-flops-counter';

/** Where a page that counts differs from one that only shows: in its policy, and in what lies beside it. */
const DIFFERENCES: readonly (readonly [shows: string, counts: string])[] = [
  // Its own server's scripts and files alone, and the wasm backend's binary.
  ["default-src 'none'; ", "default-src 'none'; connect-src 'self'; "],
  ['script-src ', "script-src 'self' 'wasm-unsafe-eval' "],
  ["trusted-types 'none'", `trusted-types ${COUNTER_POLICY}`],
  [
    '<meta name="tfjs-flops-counter" content="">',
    `<meta name="tfjs-flops-counter" content="${COUNTER_SCRIPT}">`,
  ],
];

/** The script of the page, which holds these texts too, comes after the head. */
function inHead(page: string, from: 0 | 1): string {
  const end = page.indexOf('</head>');
  const head = DIFFERENCES.reduce(
    (text, each) => text.replace(each[from], each[1 - from]!),
    page.slice(0, end),
  );
  return head + page.slice(end);
}

/** The page of reports as one that loads the script beside it when a model is dropped. */
export const withCounter = (page: string): string => inHead(page, 0);

/** The page as one file again, which makes no request. */
export const withoutCounter = (page: string): string => inHead(page, 1);
