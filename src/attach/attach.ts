/** @file A live page, watched from outside: its models' calls are recorded where they run, and their reports fetched. */
import { browserError, reasonOf } from '../backends/chromium/watch.ts';
import { TfjsFlopsError } from '../core/errors.ts';
import { count } from '../core/writing.ts';
import type { Recorded } from '../live/session.ts';
import { openPage, type OpenPage, type PageChoice } from './browser.ts';
import { liveScript } from './live-script.ts';
import type { Realm } from './realm.ts';
import { Realms, type RealmWatcher } from './realms.ts';

export interface AttachOptions extends Omit<PageChoice, 'early'> {
  /** Loads the page anew, and sees the first call of each of its models. */
  readonly reload: boolean;
  /** Calls of each model that are recorded; `Infinity` until `stop`. */
  readonly passes: number;
  /** Whether kernels on webgl and webgpu are timed, which makes the GPU do one after the other. */
  readonly gpuTime: boolean;
  /** After these it ends with what there is; `Infinity`: never. */
  readonly seconds: number;
  /** Resolves when the user has seen enough. */
  readonly stop: Promise<void>;
  /** Raised when all is to end at once. */
  readonly signal: AbortSignal;
  /** Called when models or realms are found. */
  readonly onFound: (realms: readonly Realm[]) => void;
  readonly onProgress: (realms: readonly Realm[]) => void;
}

export type Attached = Recorded;

/** How often the page is asked, in ms. */
const LOOK_MS = 100;
/** Answers of each realm that other models may take when one has its passes: in slow pages these take longer. */
const GRACE_LOOKS = 10;

/** The longest that setTimeout takes. */
const LONGEST_MS = 2 ** 31 - 1;

/** A realm that is gone, or busy with its own end, has nothing to say. */
async function quietly<T>(ask: Promise<T>): Promise<T | undefined> {
  try {
    return await ask;
  } catch {
    return undefined;
  }
}

class Watch implements RealmWatcher {
  readonly realms: Realms = new Realms(this);
  readonly #options: AttachOptions;
  readonly #script: string;
  /** How often each realm had answered when a model had its passes. */
  #looksWhenFull: ReadonlyMap<Realm, number> | null = null;
  readonly #faults = new Set<string>();
  /** Realms that have not answered yet. */
  readonly #asked = new Set<Realm>();

  constructor(options: AttachOptions, script: string) {
    this.#options = options;
    this.#script = script;
  }

  onRealm(realm: Realm): void {
    this.#ask(realm);
  }

  onFound(realm: Realm): void {
    // One that is gone is not shown.
    if (this.realms.list.includes(realm)) this.#options.onFound(this.realms.list);
  }

  #ask(realm: Realm): void {
    if (this.#asked.has(realm)) return;
    this.#asked.add(realm);
    realm
      .look(this.#script, this.#options)
      .catch((error: unknown) => {
        if (this.realms.list.includes(realm)) this.#faults.add(reasonOf(error));
      })
      .finally(() => {
        realm.looks++;
        this.#asked.delete(realm);
      });
  }

  /** Looks at all realms. One that computes without a pause answers when it has one, and no other waits for it. */
  look(): void {
    for (const realm of this.realms.list) this.#ask(realm);
    this.#options.onProgress(this.realms.list);
  }

  get isDone(): boolean {
    const realms = this.realms.list;
    const all = realms.flatMap(({ progress }) => progress ?? []);
    if (this.#looksWhenFull === null) {
      if (!all.some(({ isAnyFull }) => isAnyFull)) return false;
      this.#looksWhenFull = new Map(realms.map((realm) => [realm, realm.looks]));
    }
    const called = all.filter(({ models }) => models.some(({ calls }) => calls > 0));
    const grace = called.every(({ isFull }) => isFull) ? GRACE_LOOKS / 2 : GRACE_LOOKS;
    return realms.every((realm) => realm.looks - (this.#looksWhenFull?.get(realm) ?? 0) >= grace);
  }

  async finish(): Promise<Attached> {
    const finished = await Promise.all(this.realms.list.map((realm) => quietly(realm.finish())));
    const notes = finished.flatMap((each) => each?.notes ?? []);
    for (const { fault } of this.realms.list) if (fault !== null) this.#faults.add(fault);
    const { lost } = this.realms;
    if (lost > 0) notes.push(`What ${count(lost, 'page or worker')} recorded before it went away is lost.`);
    // It is not wanted before.
    const { readReport } = await import('../profile/read-report.ts');
    return {
      reports: finished.flatMap((each) => (each?.reports ?? []).map((text) => readReport(text, 'the page'))),
      notes: [...notes, ...this.#faults],
      costs: finished.flatMap((each) => each?.costs ?? []),
    };
  }

  async stop(): Promise<void> {
    await Promise.all(this.realms.list.map((realm) => quietly(realm.stop())));
  }

  /** @throws TfjsFlopsError why there is no report */
  nothing({ notes }: Attached): TfjsFlopsError {
    const realms = this.realms.list;
    const hasTfjs = realms.some(({ found }) => found.tfjs !== null);
    const models = realms.flatMap(({ found }) => found.models.map(({ name }) => name));
    const refused = realms.find(({ fault }) => fault !== null);
    if (refused !== undefined && models.length > 0)
      return new TfjsFlopsError(
        'unsupported-tfjs',
        `The page's TensorFlow.js ${refused.found.tfjs?.version ?? ''} cannot be recorded: ${refused.fault}`,
        { remedies: ['use TensorFlow.js 3.1 or later in the page'] },
      );
    const what = !hasTfjs
      ? 'No TensorFlow.js 2 or later was found in the page, its iframes or workers'
      : models.length === 0
        ? 'The page has TensorFlow.js, and no model was found that ran'
        : `The page ran none of its models (${models.join(', ')}) while it was watched`;
    return new TfjsFlopsError('invalid-input', [`${what}.`, ...notes].join(' '), {
      remedies: [
        'use the page so that its model runs',
        { set: [{ name: 'seconds', value: 120 }], to: 'watch longer' },
      ],
    });
  }
}

/**
 * Opens or joins a page and records the calls of its models, wherever in it they run. The page's files and code stay as they
 * are; what is put before tfjs's kernels while it is watched is taken away again, whatever happens.
 * @throws TfjsFlopsError `browser` where the page closes, crashes or does not open; `invalid-input` where nothing ran;
 *   `aborted`; `unknown-backend` without a browser
 */
export async function attach(options: AttachOptions): Promise<Attached> {
  const script = await liveScript();
  const watch = new Watch(options, script);
  const early = options.reload
    ? `${script}\n; tfjsFlops.remote.early(${options.passes}, ${options.gpuTime});`
    : null;
  const main = await openPage({ ...options, early }, (target) => watch.realms.add(target));
  try {
    await watched(watch, main, options);
    const result = await watch.finish();
    if (result.reports.length > 0) return result;
    throw main.target.closed === null ? watch.nothing(result) : closedError(main.target.closed);
  } catch (error) {
    if (main.target.closed === null || error instanceof TfjsFlopsError) throw error;
    throw closedError(main.target.closed, error);
  } finally {
    await watch.stop();
    await main.close().catch(() => {});
  }
}

const closedError = (why: string, cause?: unknown): TfjsFlopsError =>
  browserError(`The page ended while it was watched: ${why}`, ['attach again, and end with Enter'], cause);

/** Until there is enough. */
async function watched(watch: Watch, { target }: OpenPage, options: AttachOptions): Promise<void> {
  const { seconds, stop, signal } = options;
  let timer: NodeJS.Timeout | undefined;
  let next: 'over' | 'stop' | 'aborted' | 'closed' | null = null;
  let wake: (() => void) | null = null;
  // A race of promises at each look would keep something of each.
  const end = (why: NonNullable<typeof next>) => (): void => {
    next ??= why;
    wake?.();
  };
  if (Number.isFinite(seconds)) timer = setTimeout(end('over'), Math.min(1000 * seconds, LONGEST_MS));
  void stop.then(end('stop'));
  const abort = end('aborted');
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  const close = end('closed');
  const off = target.on((method) => {
    if (method === 'closed') close();
  });
  try {
    for (;;) {
      const why = next as 'over' | 'stop' | 'aborted' | 'closed' | null;
      if (target.closed !== null || why === 'closed') throw closedError(target.closed ?? 'it was closed');
      if (why === 'aborted')
        throw new TfjsFlopsError('aborted', 'Watching the page was stopped', { cause: signal.reason });
      if (why !== null || watch.isDone) return;
      watch.look();
      await new Promise<void>((resolve) => {
        const look = setTimeout(resolve, LOOK_MS);
        wake = (): void => {
          clearTimeout(look);
          resolve();
        };
      });
    }
  } finally {
    off();
    signal.removeEventListener('abort', abort);
    clearTimeout(timer);
  }
}
