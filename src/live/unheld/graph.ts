/** @file A graph model of which only the executor is known, as the model that it belongs to: it runs what that runs. */
import type { Json } from '../../core/shape.ts';
import { setOwnMethod, undoAll } from '../../patch/own-property.ts';
import type { ExecutorLike, GraphModelLike } from '../../trace/graph-scopes.ts';
import type { VariableLike } from '../../trace/weights.ts';
import { fetchedFile } from './files.ts';

type Run = (this: unknown, inputs: unknown, outputs?: unknown) => unknown;

/** What we use of an executor by itself, in tfjs-converter 4. */
export interface RootExecutor extends ExecutorLike {
  readonly parent?: RootExecutor | null;
  readonly weightMap: Readonly<Record<string, readonly VariableLike[]>>;
  readonly inputs: readonly { readonly name: string }[];
  readonly outputs: readonly { readonly name: string }[];
  readonly inputNodes: readonly string[];
  readonly execute: Run;
  readonly executeAsync: Run;
}

/** @returns the executor of the whole graph of which something is an executor; `null` for anything else */
export function rootOf(asker: object): RootExecutor | null {
  let root = asker as Partial<RootExecutor>;
  while (typeof root.parent === 'object' && root.parent !== null) root = root.parent;
  const { graph, weightMap, execute, executeAsync } = root;
  const isExecutor =
    [graph, weightMap].every((each) => typeof each === 'object' && each !== null) &&
    [execute, executeAsync].every((each) => typeof each === 'function');
  return isExecutor ? (root as RootExecutor) : null;
}

export class UnheldGraph implements GraphModelLike {
  readonly executor: RootExecutor;
  /** Of its file, once that is found. */
  artifacts: { readonly modelTopology: Json } | undefined;
  modelSignature: Json | undefined;
  modelUrl: string | undefined;
  readonly #execute: Run;
  readonly #executeAsync: Run;

  constructor(executor: RootExecutor) {
    this.executor = executor;
    this.#execute = executor.execute;
    this.#executeAsync = executor.executeAsync;
  }

  get weights(): GraphModelLike['weights'] {
    return this.executor.weightMap;
  }

  get inputs(): GraphModelLike['inputs'] {
    return this.executor.inputs;
  }

  get outputs(): GraphModelLike['inputs'] {
    return this.executor.outputs;
  }

  get inputNodes(): readonly string[] {
    return this.executor.inputNodes;
  }

  execute(inputs: unknown, outputs?: unknown): unknown {
    return this.#execute.call(this.executor, inputs, outputs);
  }

  executeAsync(inputs: unknown, outputs?: unknown): Promise<unknown> {
    return this.#executeAsync.call(this.executor, inputs, outputs) as Promise<unknown>;
  }

  /** From now on the executor's runs are this model's. @returns what ends that */
  watch(): () => void {
    return undoAll.bind(null, [
      setOwnMethod(this.executor, 'execute', (inputs, outputs) => this.execute(inputs, outputs)),
      setOwnMethod(this.executor, 'executeAsync', (inputs, outputs) => this.executeAsync(inputs, outputs)),
    ]);
  }

  /** Looks for its file among those that the page has fetched: theory and name are from there. */
  async complete(): Promise<void> {
    const file = await fetchedFile(Object.keys(this.executor.graph.nodes), this.weights);
    if (file === null) return;
    this.artifacts = { modelTopology: file.topology };
    this.modelSignature = file.signature;
    this.modelUrl = file.url;
  }
}
