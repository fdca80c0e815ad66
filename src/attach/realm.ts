/** @file A realm of a page: its window, an iframe's, a worker's. Each has a tfjs of its own, or none. */
import type { FoundModel } from '../live/model.ts';
import type { Progress, Recorded, Wanted } from '../live/session.ts';
import type { FoundTfjs } from '../live/tfjs.ts';
import { searchModels, type RemoteObject } from './search.ts';
import type { Target } from './target.ts';

export interface FoundHere {
  readonly tfjs: FoundTfjs | null;
  readonly models: readonly FoundModel[];
}

/** What is found goes along where it is more than before. */
interface ProgressHere extends Progress {
  readonly found?: FoundHere;
}

/** As the page writes them. */
export interface FinishedHere extends Omit<Recorded, 'reports'> {
  readonly reports: readonly string[];
}

interface Evaluated {
  readonly result: RemoteObject;
  readonly exceptionDetails?: {
    readonly text: string;
    readonly exception?: { readonly description?: string };
  };
}

const GROUP = 'tfjs-flops';
const HAS_TFJS = 'globalThis._tfGlobals instanceof Map && typeof globalThis._tfengine === "object"';
const IS_EARLY = "Symbol.for('tfjs-flops.early') in globalThis";
/** The script that came before the page's own, once. */
const TAKE_EARLY =
  "(() => { const at = Symbol.for('tfjs-flops.early'), early = globalThis[at]; delete globalThis[at]; return early; })()";
/** JSON knows no Infinity. */
const LARGEST = Number.MAX_SAFE_INTEGER;
/** How long after a search the next one may be, where kernels run that no known model owns, in ms: at first, and at last. */
const SOON_MS = 200;
const LATE_MS = 1_000;

export class Realm {
  readonly kind: 'page' | 'iframe' | 'worker';
  readonly target: Target;
  readonly #context: number;
  /** `undefined` before the script is there. */
  #api: string | undefined;
  /** Whether tfjs was asked for. */
  #isAsked = false;
  /** Whether it came before the page's own scripts. */
  #isEarly = false;
  #searchedAt = -1;
  #searchedMs = 0;
  #waitMs = SOON_MS;
  readonly #onFound: () => void;
  #found: FoundHere = { tfjs: null, models: [] };
  progress: Progress | null = null;
  /** How often it has answered. */
  looks = 0;
  /** Why nothing is recorded here: a tfjs that lacks what is replaced. */
  fault: string | null = null;

  /** @param context the number that the target gives it @param onFound called when it has more than before */
  constructor(target: Target, context: number, kind: Realm['kind'], onFound: () => void) {
    this.target = target;
    this.#context = context;
    this.kind = kind;
    this.#onFound = onFound;
  }

  isContext(context: number): boolean {
    return this.#context === context;
  }

  get found(): FoundHere {
    return this.#found;
  }

  async #send(method: string, params: Readonly<Record<string, unknown>>): Promise<RemoteObject> {
    const answer = (await this.target.send(method, {
      objectGroup: GROUP,
      ...params,
    })) as unknown as Evaluated;
    const { exceptionDetails, result } = answer;
    if (exceptionDetails === undefined) return result;
    throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  }

  /** As the console evaluates it: no policy of the page forbids it. */
  #evaluate(expression: string, isValue: boolean): Promise<RemoteObject> {
    return this.#send('Runtime.evaluate', { expression, contextId: this.#context, returnByValue: isValue });
  }

  async #call(method: string, ...values: readonly RemoteObject[]): Promise<unknown> {
    const { value } = await this.#send('Runtime.callFunctionOn', {
      objectId: this.#api,
      functionDeclaration: `function (...values) { return this.${method}(...values); }`,
      arguments: values,
      returnByValue: true,
      // The others are called while the page stands still as well, where no promise is kept.
      awaitPromise: method === 'finish',
    });
    return value;
  }

  /**
   * Looks for tfjs and for models, and records the calls of those that it finds. A page that computes answers once between
   * two calls of its models, so what can be asked at once is.
   * @param script is not run where there is no tfjs
   */
  async look(script: string, { passes, gpuTime }: Wanted): Promise<void> {
    if (this.#api === undefined) {
      if (!(await this.#enter(script))) return;
      const start = this.#call('start', { value: Math.min(passes, LARGEST) }, { value: gpuTime }).then(
        (fault) => {
          this.fault = fault as string | null;
        },
      );
      // Models of a page that is loaded under our eyes are known as they are made, and their first calls are not to be slowed.
      await Promise.all([start, this.#find([]), this.#isEarly ? null : this.#search()]);
      this.#onFound();
      return;
    }
    const { found: news, ...progress } = JSON.parse(String(await this.#call('progress'))) as ProgressHere;
    this.progress = progress;
    const { outside } = this.progress;
    // Models of a class that is watched are known by their first call.
    if (news !== undefined) return this.#take(news);
    const hasNone = this.#found.models.length === 0;
    const isDue = this.#isEarly ? hasNone && outside > 0 : hasNone || outside !== this.#searchedAt;
    if (!isDue || performance.now() - this.#searchedMs < this.#waitMs) return;
    this.#waitMs = Math.min(LATE_MS, 2 * this.#waitMs);
    await this.#search();
  }

  /** Puts the script where tfjs is: no name of ours is left in the page. @returns whether it is there */
  async #enter(script: string): Promise<boolean> {
    // It is large: it goes along with the first question, and then only where tfjs has come.
    if (this.#isAsked && (await this.#evaluate(HAS_TFJS, true)).value !== true) return false;
    this.#isAsked = true;
    const entered = `${HAS_TFJS} ? ${TAKE_EARLY} ?? (() => { ${script}\n; return tfjsFlops.remote; })() : null`;
    const [isEarly, { objectId }] = await Promise.all([
      this.#evaluate(IS_EARLY, true),
      this.#evaluate(entered, false),
    ]);
    this.#isEarly = isEarly.value === true;
    this.#searchedMs = performance.now();
    this.#api = objectId;
    return this.#api !== undefined;
  }

  async #find(given: readonly RemoteObject[]): Promise<void> {
    this.#take(JSON.parse(String(await this.#call('find', ...given))) as FoundHere);
  }

  #take(found: FoundHere): void {
    const before = this.#found.models.length;
    this.#found = found;
    if (found.models.length !== before) this.#onFound();
  }

  #search(): Promise<void> {
    this.#searchedMs = performance.now();
    return searchModels({
      target: this.target,
      evaluate: (expression) => this.#evaluate(expression, false),
      stopAt: async (stop) => {
        await this.#call('stopAt', stop);
      },
      hold: async (isHeld) => {
        const outside = Number(await this.#call('hold', { value: isHeld }));
        // What runs while it is searched may be of a model that is made meanwhile: it is searched once more.
        if (isHeld) this.#searchedAt = outside;
      },
      find: (given) => this.#find(given),
    }).finally(() => (this.#searchedMs = performance.now()));
  }

  /** Puts everything back, and takes what was recorded. */
  async finish(): Promise<FinishedHere> {
    if (this.#api === undefined) return { reports: [], notes: [], costs: [] };
    return JSON.parse(String(await this.#call('finish'))) as FinishedHere;
  }

  /** Puts everything back. */
  async stop(): Promise<void> {
    if (this.#api === undefined) return;
    await this.#call('stop');
    await this.target.send('Runtime.releaseObjectGroup', { objectGroup: GROUP });
  }
}
