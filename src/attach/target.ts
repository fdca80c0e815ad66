/**
 * @file A target of Chromium (a page, a frame of another process, a worker) as messages of its DevTools protocol. Targets
 * nest: each hands on the messages of those inside it, so that one connection reaches all.
 */

type Data = Readonly<Record<string, unknown>>;

export interface TargetInfo {
  /** `page`, `iframe`, `worker`, `shared_worker`, `service_worker`. */
  readonly type: string;
  /** Of a page also its main frame's. */
  readonly targetId: string;
}

interface Pending {
  resolve(result: Data): void;
  reject(error: Error): void;
}

/** What a message may be: an answer, or an event. */
interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Data;
  readonly result?: Data;
  readonly error?: { readonly message: string };
}

const KINDS = new Set(['page', 'iframe', 'worker', 'shared_worker', 'service_worker']);

export class Target {
  readonly info: TargetInfo;
  readonly #post: (message: string) => Promise<unknown>;
  readonly #onInner: (target: Target) => void;
  readonly #early: string | null;
  readonly #inner = new Map<string, Target>();
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Set<(method: string, params: Data) => void>();
  #turn: Promise<unknown> = Promise.resolve();
  #last = 0;
  /** Why no message comes any more. */
  closed: string | null = null;

  /** @param onInner called with each target inside this one, at any depth @param early a script that goes before its own */
  constructor(
    info: TargetInfo,
    post: (message: string) => Promise<unknown>,
    onInner: (target: Target) => void,
    early: string | null = null,
  ) {
    this.info = info;
    this.#post = post;
    this.#onInner = onInner;
    this.#early = early;
  }

  /** @returns what ends that */
  on(listener: (method: string, params: Data) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Runs what must not run twice at a time here. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }

  /** @throws Error where the target is gone or refuses */
  send(method: string, params: Data = {}): Promise<Data> {
    if (this.closed !== null) return Promise.reject(new Error(this.closed));
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#post(JSON.stringify({ id, method, params })).catch((error: unknown) => {
        this.#pending.delete(id);
        reject(error instanceof Error ? error : new Error(String(error)));
      });
    });
  }

  receive(text: string): void {
    const { id, method, params = {}, result, error } = JSON.parse(text) as Message;
    if (id !== undefined) {
      const pending = this.#pending.get(id);
      this.#pending.delete(id);
      if (error === undefined) pending?.resolve(result ?? {});
      else pending?.reject(new Error(error.message));
    } else if (method !== undefined) this.#event(method, params);
  }

  #event(method: string, params: Data): void {
    const session = String(params['sessionId']);
    if (method === 'Target.attachedToTarget') this.#attached(session, params['targetInfo'] as TargetInfo);
    else if (method === 'Target.receivedMessageFromTarget')
      this.#inner.get(session)?.receive(String(params['message']));
    else if (method === 'Target.detachedFromTarget') {
      this.#inner.get(session)?.close('it was closed');
      this.#inner.delete(session);
    } else if (method === 'Inspector.targetCrashed') this.close('it crashed');
    for (const listener of this.#listeners) listener(method, params);
  }

  #attached(sessionId: string, info: TargetInfo): void {
    if (!KINDS.has(info.type)) return;
    const post = (message: string): Promise<unknown> =>
      this.send('Target.sendMessageToTarget', { sessionId, message });
    const target = new Target(info, post, this.#onInner, this.#early);
    this.#inner.set(sessionId, target);
    this.#onInner(target);
  }

  /** Watches realms, crashes and the targets inside. @throws Error where the target is gone */
  async enable(): Promise<void> {
    await this.send('Runtime.enable');
    const waitForDebuggerOnStart = this.#early !== null;
    // Not all kinds of targets have these.
    await Promise.allSettled([
      this.send('Inspector.enable'),
      this.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart, flatten: false }),
      this.#goEarly(),
    ]);
    if (waitForDebuggerOnStart) await this.send('Runtime.runIfWaitingForDebugger');
  }

  /** A worker has one script; a page has one after each navigation. */
  async #goEarly(): Promise<void> {
    if (this.#early === null) return;
    if (this.info.type.endsWith('worker')) await this.send('Runtime.evaluate', { expression: this.#early });
    else {
      await this.send('Page.enable');
      await this.send('Page.addScriptToEvaluateOnNewDocument', { source: this.#early });
    }
  }

  close(why: string): void {
    if (this.closed !== null) return;
    this.closed = why;
    for (const pending of this.#pending.values()) pending.reject(new Error(why));
    this.#pending.clear();
    for (const inner of this.#inner.values()) inner.close(why);
    for (const listener of this.#listeners) listener('closed', {});
  }
}
