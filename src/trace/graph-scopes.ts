/**
 * @file The nodes of a graph model as scopes. tfjs runs a node by reading its `category` and switching on it: an
 * accessor there knows which node's kernels run next, in loops, branches and function bodies too.
 */
import { nodePaths } from '../core/node-path.ts';
import { setOwnMethod, undoAll, unhidden, watchReads } from '../patch/own-property.ts';
import { controlEdgesOf } from './control-edges.ts';
import { lacks } from './lacks.ts';
import { ROOT, type Scopes } from './scopes.ts';
import { WeightsBehind } from './weights-behind.ts';
import type { VariableLike, WeightTable } from './weights.ts';

/** What we use of a node of tfjs-converter: no class is imported, since bundles bring copies of their own. */
interface NodeLike {
  readonly name: string;
  readonly op: string;
  readonly category: string;
  readonly inputNames: readonly string[];
  readonly attrParams: Readonly<Record<string, { readonly value?: unknown } | undefined>>;
}

export interface ExecutorLike {
  readonly graph: { readonly nodes: Readonly<Record<string, NodeLike>> };
  /** Bodies of functions, by name. */
  readonly functionExecutorMap: Readonly<Record<string, ExecutorLike>>;
  /** Called after each node of an asynchronous run. */
  readonly checkTensorForDisposal: (name: string, node: NodeLike, ...rest: unknown[]) => unknown;
  /** Called after each node of a synchronous run. */
  readonly checkTensorForDisposalWithNodeLiveUntilInfo: (node: NodeLike, ...rest: unknown[]) => unknown;
}

/** Methods of a GraphModel, declared as such: those of tfjs take tensors, not everything. */
export interface GraphModelMethods {
  execute(inputs: unknown, outputs?: unknown): unknown;
  executeAsync(inputs: unknown, outputs?: unknown): Promise<unknown>;
}

/** A tfjs GraphModel, by its structure. */
export interface GraphModelLike {
  /** Weights by the name of their constant. */
  readonly weights: Readonly<Record<string, readonly VariableLike[]>>;
  /** Its placeholders; `inputNodes` are their names in the signature, in the same order. */
  readonly inputs: readonly { readonly name: string }[];
  readonly inputNodes: readonly string[];
  readonly execute: GraphModelMethods['execute'];
  readonly executeAsync: GraphModelMethods['executeAsync'];
}

/** Private in tfjs's types. */
export const executorOf = (model: GraphModelLike): ExecutorLike =>
  (model as GraphModelLike & { readonly executor: ExecutorLike }).executor;

export const isGraphModel = (value: unknown): value is GraphModelLike =>
  typeof value === 'object' && value !== null && 'executor' in value && 'executeAsync' in value;

/** Ops that tfjs runs in plain JavaScript, after reading tensors back; tfjs-converter 4.22, executors/dynamic_executor. */
const ON_THE_HOST = new Set([
  'ListDiff',
  'NonMaxSuppressionV2',
  'NonMaxSuppressionV3',
  'NonMaxSuppressionV4',
  'NonMaxSuppressionV5',
  'Where',
]);

/** True for nodes that run nothing: their tensors exist before the pass. */
const isGiven = ({ op }: NodeLike): boolean => op === 'Const' || op === 'Placeholder';

const nodesOf = (executor: ExecutorLike): readonly NodeLike[] => Object.values(executor.graph.nodes);

/** @throws TfjsFlopsError `unsupported-tfjs` when the model lacks what we replace or read */
function check(model: GraphModelLike): void {
  const executor: Partial<ExecutorLike> | undefined = executorOf(model);
  const nodes = executor?.graph?.nodes;
  const missing = [
    ...(typeof model.execute === 'function' ? [] : ['execute']),
    ...(typeof nodes === 'object' ? [] : ['executor.graph.nodes']),
    ...(typeof executor?.checkTensorForDisposal === 'function' ? [] : ['executor.checkTensorForDisposal']),
    ...(Object.values(nodes ?? {}).every((node) => typeof unhidden(node, 'category') === 'string')
      ? []
      : ['node.category']),
  ];
  if (missing.length > 0) throw lacks('The graph model', missing);
}

/** A node and where its kernels belong. */
interface Place {
  readonly node: NodeLike;
  readonly scope: number;
  /** Weights that it takes as inputs, directly or through identities. */
  readonly reads: readonly VariableLike[];
}

/** One graph: the model's own, or a function's body. */
interface Watched {
  readonly executor: ExecutorLike;
  readonly places: readonly Place[];
}

export class GraphScopes {
  readonly #model: GraphModelLike;
  readonly #scopes: Scopes;
  readonly #weights: WeightTable;
  readonly #graphs: Watched[] = [];
  /** The scope of the model itself. */
  readonly scope: number;

  constructor(model: GraphModelLike, scopes: Scopes, weights: WeightTable) {
    check(model);
    this.#model = model;
    this.#scopes = scopes;
    this.#weights = weights;
    this.scope = scopes.add(ROOT, [], 'model', 'GraphModel');
    this.#addGraph(executorOf(model), this.scope, null);
    // Weights that no node takes belong to the model, which never reads them; the others keep their first owner.
    for (const [name, tensors] of Object.entries(model.weights))
      for (const tensor of tensors) if (!weights.has(tensor)) this.#own(this.scope, name, tensor);
  }

  #own(scope: number, name: string, tensor: VariableLike): void {
    this.#weights.add(scope, name, tensor, { trainable: null, frozen: false });
  }

  /** The graph's nodes, then those of the functions that they call. */
  #addGraph(executor: ExecutorLike, parent: number, body: string | null): void {
    const nodes = nodesOf(executor);
    const controls = controlEdgesOf(this.#model, body);
    const paths = nodePaths(nodes);
    const behind = new WeightsBehind(executor.graph.nodes, this.#model.weights);
    const places = nodes
      .filter((node) => !isGiven(node))
      .map((node): Place => {
        const scope = this.#scopes.add(parent, paths.get(node.name)!, 'node', node.op, node.name);
        const control = controls.get(node.name);
        const reads: VariableLike[] = [];
        for (const [i, input] of node.inputNames.entries()) {
          if (control?.[i] === true) continue;
          for (const { name, tensor } of behind.of(input)) {
            reads.push(tensor);
            if (node.op !== 'Identity' && !this.#weights.has(tensor)) this.#own(scope, name, tensor);
          }
        }
        return { node, scope, reads };
      });
    this.#graphs.push({ executor, places });
    if (Object.keys(executorOf(this.#model).functionExecutorMap ?? {}).length === 0) return;
    for (const { node, scope } of places)
      for (const name of this.#calledBy(node)) this.#addFunction(name, scope);
  }

  /** The functions that a node calls: bodies, conditions, branches. */
  #calledBy({ attrParams }: NodeLike): readonly string[] {
    const functions = executorOf(this.#model).functionExecutorMap ?? {};
    const values = Object.values(attrParams).map((param) => param?.value);
    return [
      ...new Set(values.filter((value) => typeof value === 'string' && Object.hasOwn(functions, value))),
    ] as string[];
  }

  /** A body stands below the node that calls it, or, where several do, below the model under its own name. */
  #addFunction(name: string, caller: number): void {
    const functions = executorOf(this.#model).functionExecutorMap;
    const executor = functions[name]!;
    if (this.#graphs.some((known) => known.executor === executor)) return;
    const everywhere = [executorOf(this.#model), ...Object.values(functions)].flatMap(nodesOf);
    const isShared = everywhere.filter((node) => this.#calledBy(node).includes(name)).length > 1;
    this.#addGraph(
      executor,
      isShared ? this.#scopes.add(this.scope, [name], 'model', 'Function') : caller,
      name,
    );
  }

  /** Watches the nodes. @returns what removes the accessors */
  patch(): () => void {
    const undo = [
      this.#watchRuns(),
      ...this.#graphs.flatMap(({ executor, places }) => this.#watchGraph(executor, places)),
    ];
    return () => undoAll(undo);
  }

  #watchGraph(executor: ExecutorLike, places: readonly Place[]): (() => void)[] {
    const scopes = this.#scopes;
    const startsMs = new Map<NodeLike, number>();
    const undo = places.map((place) =>
      watchReads(place.node, 'category', () => {
        if (scopes.isPaused || scopes.isAside) return;
        scopes.current = place.scope;
        scopes.calls.noteNode(place.scope);
        for (const weight of place.reads) this.#weights.noteRead(weight.dataId);
        if (ON_THE_HOST.has(place.node.op)) startsMs.set(place.node, performance.now());
      }),
    );
    const scopeOf = new Map(places.map(({ node, scope }) => [node, scope]));
    const ended = (node: NodeLike): void => {
      if (scopes.isPaused || scopes.isAside) return;
      scopes.current = this.scope;
      const startMs = startsMs.get(node);
      if (startMs === undefined) return;
      startsMs.delete(node);
      scopes.noteHostWork(scopeOf.get(node)!, node.op, startMs, performance.now());
    };
    const { checkTensorForDisposal: inAsync, checkTensorForDisposalWithNodeLiveUntilInfo: inSync } = executor;
    undo.push(
      setOwnMethod(executor, 'checkTensorForDisposal', (name, node, ...rest) => {
        ended(node);
        return inAsync.call(executor, name, node, ...rest);
      }),
      setOwnMethod(executor, 'checkTensorForDisposalWithNodeLiveUntilInfo', (node, ...rest) => {
        ended(node);
        return inSync.call(executor, node, ...rest);
      }),
    );
    return undo;
  }

  /** Tensors that were given by name, in the model's order. */
  #inOrder(inputs: unknown): unknown {
    if (!isNamed(inputs)) return inputs;
    const { inputs: placeholders, inputNodes } = this.#model;
    return placeholders.map(
      ({ name }, i) => inputs[name] ?? inputs[`${name}:0`] ?? inputs[inputNodes[i] ?? ''],
    );
  }

  /** A run of the model, from start to end: kernels after it belong to its caller's scope again. */
  #watchRuns(): () => void {
    const model = this.#model;
    const scopes = this.#scopes;
    const { scope } = this;
    const { execute, executeAsync } = model;
    const undo = [
      setOwnMethod(model, 'execute', (inputs, outputs) => {
        const before = scopes.current;
        const from = scopes.layer;
        scopes.current = scope;
        try {
          const results = execute.call(model, inputs, outputs);
          scopes.noteCall(scope, from, this.#inOrder(inputs), tensorsOf(results));
          return results;
        } finally {
          scopes.current = before;
        }
      }),
      setOwnMethod(model, 'executeAsync', async (inputs, outputs) => {
        const before = scopes.current;
        const from = scopes.layer;
        scopes.current = scope;
        try {
          const results = await executeAsync.call(model, inputs, outputs);
          scopes.noteCall(scope, from, this.#inOrder(inputs), tensorsOf(results));
          return results;
        } finally {
          scopes.current = before;
        }
      }),
    ];
    return () => undoAll(undo);
  }
}

/** Tensors come alone, in a list, or by name. */
const isNamed = (tensors: unknown): tensors is Readonly<Record<string, unknown>> =>
  typeof tensors === 'object' && tensors !== null && !Array.isArray(tensors) && !('dataId' in tensors);

const tensorsOf = (results: unknown): unknown => (isNamed(results) ? Object.values(results) : results);
