/** @file One request: redirects counted, silence ended, bytes counted before they are kept. */
import { TfjsFlopsError } from '../core/errors.ts';
import { plain } from './json.ts';
import { withoutQuery } from './without-query.ts';

export interface FetchOptions {
  /** Milliseconds without any data after which the server is given up. */
  readonly timeoutMs: number;
  /** Called with each chunk; what it throws ends the download. */
  readonly take: (bytes: number) => void;
  readonly signal?: AbortSignal;
  /** A page of HTML is no answer: servers send one for what they lack. */
  readonly isBinary?: boolean;
  /** Asks for a part, `bytes=0-7`, or for the headers alone. Default: all of it. */
  readonly part?: { readonly method: 'HEAD' } | { readonly headers: { readonly range: string } };
}

export interface Answer {
  readonly asked: URL;
  /** Where the last redirect led. */
  readonly url: URL;
  readonly status: number;
  readonly isHtml: boolean;
  /** What `content-length` says; `null` where it is missing. */
  readonly size: number | null;
  /** `null` unless the status says success, and for HTML where bytes were wanted. */
  readonly bytes: ArrayBuffer | null;
}

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** @throws TfjsFlopsError `network`; and what `take` throws */
export async function fetchBytes(
  asked: URL,
  { timeoutMs, take, signal, isBinary = false, part }: FetchOptions,
): Promise<Answer> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), timeoutMs);
  const signals = signal === undefined ? [silence.signal] : [silence.signal, signal];
  try {
    const { response, url } = await follow(asked, { ...part, signal: AbortSignal.any(signals) }, timer);
    const isHtml = response.headers.get('content-type')?.startsWith('text/html') ?? false;
    const { status, ok } = response;
    const isWanted = ok && !(isBinary && isHtml);
    if (!isWanted) await response.body?.cancel();
    const length = response.headers.get('content-length');
    const size = length === null ? null : Number(length);
    return { asked, url, status, isHtml, size, bytes: isWanted ? await bodyOf(response, take, timer) : null };
  } catch (error) {
    if (error instanceof TfjsFlopsError) throw error;
    const why = silence.signal.aborted ? `no data for ${timeoutMs / 1000} s` : reasonOf(error);
    throw network(
      `${withoutQuery(asked.href)} cannot be read: ${why}`,
      'check the address and the connection',
      'download the model',
    );
  } finally {
    clearTimeout(timer);
  }
}

async function follow(
  asked: URL,
  request: RequestInit,
  timer: NodeJS.Timeout,
): Promise<{ readonly response: Response; readonly url: URL }> {
  let url = asked;
  for (let redirects = 0; ; redirects++) {
    const response = await fetch(url, { ...request, redirect: 'manual' });
    timer.refresh();
    if (!REDIRECTS.has(response.status)) return { response, url };
    await response.body?.cancel();
    if (redirects === MAX_REDIRECTS)
      throw network(
        `${withoutQuery(asked.href)} redirects more than ${MAX_REDIRECTS} times`,
        'give the last address itself',
      );
    const to = response.headers.get('location') ?? '';
    if (!URL.canParse(to, url.href))
      throw network(
        `${withoutQuery(asked.href)} redirects to "${plain(withoutQuery(to))}", which is no address`,
      );
    url = new URL(to, url);
    if (!['http:', 'https:'].includes(url.protocol) || url.username !== '')
      throw network(
        `${withoutQuery(asked.href)} redirects to "${plain(withoutQuery(to))}", which is no plain http(s) address`,
      );
  }
}

async function bodyOf(
  response: Response,
  take: (bytes: number) => void,
  timer: NodeJS.Timeout,
): Promise<ArrayBuffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body ?? []) {
    take(chunk.length);
    timer.refresh();
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let filled = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, filled);
    filled += chunk.length;
  }
  return bytes.buffer;
}

/** The cause's code or message, which `fetch` wraps as `fetch failed`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return plain(String(error));
  const { cause } = error;
  if (!(cause instanceof Error)) return plain(error.message);
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : plain(cause.message);
}

const network = (what: string, ...remedies: readonly string[]): TfjsFlopsError =>
  new TfjsFlopsError('network', what, { remedies });
