/** @file A realm of a page: its window, an iframe's, a worker's. Each has a tfjs of its own, or none. */
import { reasonOf } from '../backends/chromium/watch.ts';
import type { FoundModel } from '../live/model.ts';
import type { Progress } from '../live/session.ts';
import type { FoundTfjs } from '../live/tfjs.ts';
import type { Target } from './target.ts';

export interface FoundHere {
  readonly tfjs: FoundTfjs | null;
  readonly models: readonly FoundModel[];
}

/** As the page writes them. */
export interface FinishedHere {
  readonly reports: readonly string[];
  readonly notes: readonly string[];
}

interface RemoteObject {
  readonly objectId?: string;
  readonly value?: unknown;
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
/** How often models are looked for, at most, where kernels run that no known model owns, in ms. */
const SEARCH_MS = 1_000;

export class Realm {
  readonly kind: 'page' | 'iframe' | 'worker';
  readonly target: Target;
  readonly #context: number;
  /** `undefined` before the script is there. */
  #api: string | undefined;
  #searchedMs = 0;
  #searchedAt = -1;
  #found: FoundHere = { tfjs: null, models: [] };
  progress: Progress | null = null;
  /** Why nothing is recorded here: a tfjs that lacks what is replaced. */
  fault: string | null = null;

  /** @param context the number that the target gives it */
  constructor(target: Target, context: number, kind: Realm['kind']) {
    this.target = target;
    this.#context = context;
    this.kind = kind;
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
    });
    return value;
  }

  /**
   * Looks for tfjs and for models, and records the calls of those that it finds.
   * @param script is not run where there is no tfjs
   * @returns whether something new was found
   */
  async look(script: string, passes: number): Promise<boolean> {
    if (this.#api === undefined) {
      if ((await this.#evaluate(HAS_TFJS, true)).value !== true) return false;
      // No name of ours is left in the page.
      const { objectId } = await this.#evaluate(`(() => { ${script}\n; return tfjsFlops.remote; })()`, false);
      this.#api = objectId;
      const isNew = await this.#search();
      await this.#call('start', { value: passes }).catch((error: unknown) => {
        this.fault = reasonOf(error);
      });
      return isNew;
    }
    this.progress = JSON.parse(String(await this.#call('progress'))) as Progress;
    // A search stops the page for some hundredths of a second.
    const isIdle = this.progress.outside === this.#searchedAt && this.#found.models.length > 0;
    if (isIdle || performance.now() - this.#searchedMs < SEARCH_MS) return false;
    this.#searchedAt = this.progress.outside;
    return this.#search();
  }

  async #search(): Promise<boolean> {
    this.#searchedMs = performance.now();
    const { objectId } = await this.#evaluate('Object.prototype', false);
    const answer = (await this.target.send('Runtime.queryObjects', {
      prototypeObjectId: objectId,
      objectGroup: `${GROUP}-search`,
    })) as { readonly objects?: RemoteObject };
    const before = this.#found;
    try {
      this.#found = JSON.parse(
        String(await this.#call('find', { objectId: answer.objects?.objectId } as RemoteObject)),
      ) as FoundHere;
    } finally {
      await this.target.send('Runtime.releaseObjectGroup', { objectGroup: `${GROUP}-search` });
    }
    return this.#found.models.length !== before.models.length || before.tfjs === null;
  }

  /** Puts everything back, and takes what was recorded. */
  async finish(): Promise<FinishedHere> {
    if (this.#api === undefined) return { reports: [], notes: [] };
    return JSON.parse(String(await this.#call('finish'))) as FinishedHere;
  }

  /** Puts everything back. */
  async stop(): Promise<void> {
    if (this.#api === undefined) return;
    await this.#call('stop');
    await this.target.send('Runtime.releaseObjectGroup', { objectGroup: GROUP });
  }
}
