/**
 * @file Which call what runs now belongs to. A synchronous call is one piece; an asynchronous one runs its nodes in pieces,
 * each by one `processStack` of tfjs's executor, between which other calls run. Pieces know their call by the lists of
 * tensors that the bodies of its functions share.
 */
import { setOwnMethod, undoAll } from '../patch/own-property.ts';
import { executorOf, type ExecutorLike, type GraphModelLike } from '../trace/graph-scopes.ts';
import { ASIDE, type Running } from './model-passes.ts';

interface Stacks {
  readonly processStack: (this: unknown, ...args: unknown[]) => unknown;
}

/** What the pieces of one run have in common. */
const keyIn = (args: readonly unknown[]): object | null => {
  const context = args[2];
  if (typeof context !== 'object' || context === null) return null;
  const shared: unknown = Reflect.get(context, 'tensorListMap');
  return typeof shared === 'object' ? shared : null;
};

export class CallSlices {
  /** The call that runs now; `null` outside any. */
  current: Running | null = null;
  readonly #calls = new WeakMap<object, Running>();

  /** Runs a piece of a call. */
  during<T>(call: Running | null, piece: () => T): T {
    const before = this.current;
    before?.pause(true);
    call?.pause(false);
    this.current = call;
    try {
      return piece();
    } finally {
      call?.pause(true);
      this.current = before;
      before?.pause(false);
    }
  }

  /** Watches the pieces of a graph's asynchronous runs. @returns what ends that */
  watch(model: GraphModelLike): () => void {
    const main = executorOf(model);
    const executors = [main, ...Object.values(main.functionExecutorMap ?? {})];
    return undoAll.bind(
      null,
      executors.flatMap((executor) => this.#watchExecutor(executor)),
    );
  }

  #callOf(key: object | null): Running | undefined {
    return key === null ? undefined : this.#calls.get(key);
  }

  #watchExecutor(executor: ExecutorLike): readonly (() => void)[] {
    const stacks = executor as ExecutorLike & Partial<Stacks>;
    const { processStack } = stacks;
    if (processStack === undefined) return [];
    return [
      setOwnMethod(stacks as Stacks, 'processStack', (...args) => {
        const key = keyIn(args);
        // The first piece runs inside the call itself.
        if (key !== null && this.current !== null && !this.#calls.has(key))
          this.#calls.set(key, this.current);
        // A piece of nobody's belongs to a call that began before all this.
        const call = this.#callOf(key) ?? this.current ?? ASIDE;
        return this.during(call, () => processStack.apply(executor, args));
      }),
    ];
  }
}
