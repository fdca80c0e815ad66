/** @file A run that tfjs itself ends with an error, told with the node that it ran. */
import { TfjsFlopsError } from '../core/errors.ts';
import { firstLineOf } from '../core/first-line.ts';
import { setOwn, setOwnMethod, undoAll } from '../patch/own-property.ts';
import { executorOf, type GraphModelLike } from '../trace/graph-scopes.ts';

type Executor = ReturnType<typeof executorOf>;
type GraphNode = Executor['graph']['nodes'][string];

/** Nodes that began and did not end, the last one innermost. */
class Running {
  readonly #open: GraphNode[] = [];
  readonly #undo: (() => void)[] = [];

  constructor(model: GraphModelLike) {
    const main = executorOf(model);
    for (const executor of [main, ...Object.values(main.functionExecutorMap ?? {})]) this.#watch(executor);
  }

  /** tfjs reads a node's category to run it, and checks for disposal after it. */
  #watch(executor: Executor): void {
    for (const node of Object.values(executor.graph.nodes)) {
      const { category } = node;
      const get = (): string => {
        this.#open.push(node);
        return category;
      };
      this.#undo.push(setOwn(node, 'category', { get }));
    }
    const ended = (node: GraphNode): void => {
      const at = this.#open.lastIndexOf(node);
      if (at >= 0) this.#open.splice(at, 1);
    };
    const { checkTensorForDisposal: inAsync, checkTensorForDisposalWithNodeLiveUntilInfo: inSync } = executor;
    this.#undo.push(
      setOwnMethod(executor, 'checkTensorForDisposal', (name, node, ...rest) => {
        ended(node);
        return inAsync.call(executor, name, node, ...rest);
      }),
      setOwnMethod(executor, 'checkTensorForDisposalWithNodeLiveUntilInfo', (node, ...rest) => {
        ended(node);
        return inSync.call(executor, node, ...rest);
      }),
    );
  }

  /** The node that ran last; the watch is over. */
  end(): GraphNode | null {
    undoAll(this.#undo);
    return this.#open.at(-1) ?? null;
  }
}

function refusal(error: unknown, node: GraphNode | null): unknown {
  if (!(error instanceof Error) || error instanceof TfjsFlopsError) return error;
  const where = node === null ? 'the graph' : `node "${node.name}" (${node.op})`;
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
