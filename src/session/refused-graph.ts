/** @file A run that tfjs itself ends with an error, told with the node that it ran. */
import { engine, Tensor } from '@tensorflow/tfjs-core';
import { TfjsFlopsError } from '../core/errors.ts';
import { firstLineOf } from '../core/first-line.ts';
import { setOwnMethod, undoAll, watchReads } from '../patch/own-property.ts';
import { executorOf, type GraphModelLike } from '../trace/graph-scopes.ts';

type Executor = ReturnType<typeof executorOf>;
type GraphNode = Executor['graph']['nodes'][string];

/** A node, and the function in which it lies; `null`: the graph itself. */
interface Place {
  readonly node: GraphNode;
  readonly fn: string | null;
}

/** Lists of tensors, as a run of tfjs-converter 4.22 keeps them. */
interface ListsLike {
  readonly tensorListMap?: Readonly<Record<string, { readonly tensors?: readonly unknown[] }>>;
}

/** Where a run stopped. */
interface Stop {
  readonly place: Place | null;
  /** A list holds a tensor that tfjs has freed. */
  readonly hasFreed: boolean;
}

/** Nodes that began and did not end, the last one innermost. */
class Running {
  readonly #open: Place[] = [];
  readonly #undo: (() => void)[] = [];
  #lists: ListsLike | null = null;

  constructor(model: GraphModelLike) {
    const main = executorOf(model);
    this.#watch(main, null);
    for (const [name, executor] of Object.entries(main.functionExecutorMap ?? {}))
      this.#watch(executor, name);
  }

  /** tfjs reads a node's category to run it, and checks for disposal after it. */
  #watch(executor: Executor, fn: string | null): void {
    for (const node of Object.values(executor.graph.nodes))
      this.#undo.push(watchReads(node, 'category', () => void this.#open.push({ node, fn })));
    const ended = (node: GraphNode): void => {
      const at = this.#open.findLastIndex((place) => place.node === node);
      if (at >= 0) this.#open.splice(at, 1);
    };
    const { checkTensorForDisposal: inAsync, checkTensorForDisposalWithNodeLiveUntilInfo: inSync } = executor;
    this.#undo.push(
      setOwnMethod(executor, 'checkTensorForDisposal', (name, node, ...rest) => {
        ended(node);
        // Its arguments after the node: the tensors by name, and the context of the run.
        this.#lists ??= (rest[1] as ListsLike | undefined) ?? null;
        return inAsync.call(executor, name, node, ...rest);
      }),
      setOwnMethod(executor, 'checkTensorForDisposalWithNodeLiveUntilInfo', (node, ...rest) => {
        ended(node);
        return inSync.call(executor, node, ...rest);
      }),
    );
  }

  /** The watch is over. */
  end(): Stop {
    undoAll(this.#undo);
    const lists = Object.values(this.#lists?.tensorListMap ?? {});
    return {
      place: this.#open.at(-1) ?? null,
      hasFreed: lists.some(({ tensors = [] }) => tensors.some(isFreed)),
    };
  }
}

/** tfjs may free what a tensor holds and leave the tensor. */
function isFreed(tensor: unknown): boolean {
  if (!(tensor instanceof Tensor)) return false;
  return tensor.isDisposed || !engine().state.tensorInfo.has(tensor.dataId);
}

function refusal(error: unknown, { place, hasFreed }: Stop): unknown {
  if (!(error instanceof Error) || error instanceof TfjsFlopsError) return error;
  const within = place === null || place.fn === null ? '' : ` of function "${place.fn}"`;
  const where = place === null ? 'the graph' : `node "${place.node.name}" (${place.node.op})${within}`;
  if (hasFreed)
    return new TfjsFlopsError(
      'unsupported-model',
      `TensorFlow.js does not run ${where}: it takes a list of tensors, and TensorFlow.js frees a tensor in a list when the function that wrote it ends`,
      {
        remedies: [
          'let each turn also return the tensor that it writes',
          'convert the model again with the loop unrolled',
        ],
        cause: error,
      },
    );
  return new TfjsFlopsError(
    'unsupported-model',
    `TensorFlow.js does not run ${where}: ${firstLineOf(error)}`,
    {
      remedies: ['give inputs of other shapes', 'convert the model again with operations in its place'],
      cause: error,
    },
  );
}

/**
 * Runs a graph; where tfjs throws, it runs a second time to see at which node.
 * @throws TfjsFlopsError `unsupported-model`, whose cause is what tfjs threw
 */
export function runGraph(model: GraphModelLike, run: () => unknown): unknown {
  const again = (error: unknown): unknown => {
    const running = new Running(model);
    const end = (): never => {
      throw refusal(error, running.end());
    };
    try {
      const result = run();
      return result instanceof Promise ? result.then(end, end) : end();
    } catch (second) {
      if (second instanceof TfjsFlopsError) throw second;
      return end();
    }
  };
  try {
    const result = run();
    return result instanceof Promise ? result.catch(again) : result;
  } catch (error) {
    return again(error);
  }
}
