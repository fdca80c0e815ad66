/** @file A live GraphModel as a session: what it asks for, how it is run, what its file says of it. */
import { dispose } from '@tensorflow/tfjs-core';
import type { GraphArchitecture } from '../core/theory.ts';
import type { Session } from '../core/workload.ts';
import { TfjsFlopsError } from '../core/errors.ts';
import { executorOf, type GraphModelLike } from '../trace/graph-scopes.ts';
import {
  callersInputs,
  graphArchitectureOf,
  nodeOf,
  outputNodes,
  type Described,
  type SignatureTensor,
} from './graph-text.ts';
import {
  closeInputs,
  type ClosedInput,
  type DeclaredInput,
  type GivenInputs,
  type GivenSizes,
} from './declared-inputs.ts';
import { graphLimit, type GraphLimit } from '../theory/graph/limits.ts';
import { runGraph } from './refused-graph.ts';
import { generateInput, inputValuesOf } from './generated-inputs.ts';

/**
 * A graph with one of these in reach of its outputs runs asynchronously; tfjs-converter 4.22, model_analysis. Lists of
 * tensors are not named there, but give promises; control_executor.
 */
const ASYNC_OPS = new Set(
  (
    'Switch Merge Enter Exit NextIteration LoopCond If StatelessIf While StatelessWhile Where ListDiff ' +
    'NonMaxSuppressionV2 NonMaxSuppressionV3 NonMaxSuppressionV4 NonMaxSuppressionV5 ' +
    'HashTable HashTableV2 LookupTableImport LookupTableImportV2 ' +
    'LookupTableFind LookupTableFindV2 LookupTableSize LookupTableSizeV2'
  ).split(' '),
);

type LiveNode = ReturnType<typeof executorOf>['graph']['nodes'][string];

/** All nodes that the outputs need. */
function reachedNodes(model: GraphModelLike, outputs: readonly string[]): readonly LiveNode[] {
  const { nodes } = executorOf(model).graph;
  const reached: LiveNode[] = [];
  const seen = new Set<string>();
  const pending = outputs.map(nodeOf);
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const node = nodes[name];
    if (seen.has(name) || node === undefined) continue;
    seen.add(name);
    reached.push(node);
    for (const input of node.inputNames) pending.push(nodeOf(input));
  }
  return reached;
}

export const needsAsync = (model: GraphModelLike, outputs: readonly string[]): boolean =>
  reachedNodes(model, outputs).some(({ op }) => ASYNC_OPS.has(op) || /^(Empty)?Tensor(List|Array)/.test(op));

type Sizes = readonly (number | null)[];

/** tfjs writes an open size as −1. */
const openSizes = (sizes: readonly number[]): Sizes => sizes.map((size) => (size >= 0 ? size : null));

const signedSizes = (tensor: SignatureTensor | undefined): Sizes | undefined => {
  const sizes = tensor?.tensorShape?.dim?.map(({ size }) => Number(size));
  return sizes && openSizes(sizes);
};

/** The placeholders; sizes that they leave open may be in the signature. */
export function declaredInputs(model: GraphModelLike): readonly DeclaredInput[] {
  const { modelSignature } = model as Described;
  const signed = Object.entries(modelSignature?.inputs ?? {});
  return callersInputs(model).map(({ name, shape, dtype = 'float32' }): DeclaredInput => {
    const [alias, tensor] = signed.find(([, { name: node }]) => nodeOf(node ?? '') === name) ?? [];
    // tfjs's `null` is every type that it does not have: resources, variants.
    if (dtype === null)
      throw new TfjsFlopsError(
        'unsupported-model',
        `Input "${name}" has a type that TensorFlow.js does not have, and the signature names no initialiser that fills it`,
        { remedies: ['profile a function that passes your own'] },
      );
    return {
      name,
      ...(alias !== undefined && alias !== name && { alias }),
      shape: shape === undefined ? null : openSizes(shape),
      usual: signedSizes(tensor),
      dtype,
    };
  });
}

/** A fault of ours in looking for limits must not keep a graph from running. */
function limitOf(architecture: GraphArchitecture): GraphLimit | null {
  try {
    return graphLimit(architecture);
  } catch {
    return null;
  }
}

/** @throws TfjsFlopsError `unsupported-model` for a node that tfjs cannot run */
function refuseLimits(name: string, architecture: GraphArchitecture | null): void {
  const limit = architecture && limitOf(architecture);
  if (limit === null) return;
  const within = limit.fn === null ? '' : ` of function "${limit.fn}"`;
  throw new TfjsFlopsError(
    'unsupported-model',
    `${name}: node "${limit.node}" (${limit.op})${within} ${limit.why}`,
    { remedies: [limit.remedy] },
  );
}

/** tfjs takes the placeholders that the signature names, where there is one. */
function refuseLostInputs(name: string, model: GraphModelLike, outputs: readonly string[]): void {
  const { inputs, modelSignature } = model as Described;
  const known = new Set(inputs.map((input) => input.name));
  const { nodes } = executorOf(model).graph;
  const lost = reachedNodes(model, outputs).find(
    (node) => node.op === 'Placeholder' && !known.has(node.name),
  );
  if (lost === undefined) return;
  const signed = Object.values(modelSignature?.inputs ?? {}).flatMap(({ name: node }) =>
    typeof node === 'string' ? [node] : [],
  );
  const foreign = signed.filter((node) => !Object.hasOwn(nodes, nodeOf(node)));
  const instead = foreign.length === 0 ? '' : `, but names ${foreign.join(', ')}, which the graph lacks`;
  throw new TfjsFlopsError(
    'invalid-model',
    `the signature of ${name} leaves out the input "${lost.name}" that its outputs need${instead}`,
    { remedies: ['convert the model again', 'remove the signature'] },
  );
}

export interface GraphSessionOptions extends GivenSizes {
  readonly inputs?: GivenInputs | undefined;
  /** Nodes, or names in the signature; default: the model's own outputs. */
  readonly outputs?: readonly string[] | undefined;
  /** Values of its integer weights, as its file holds them. */
  readonly constants?: GraphArchitecture['constants'];
}

/** @throws TfjsFlopsError `invalid-input` */
export function graphSession(name: string, model: GraphModelLike, options: GraphSessionOptions): Session {
  const outputs = outputNodes(model, options.outputs);
  refuseLostInputs(name, model, outputs);
  const closed: readonly ClosedInput[] = closeInputs(name, declaredInputs(model), options.inputs, options);
  const shapes = closed.map(({ shape }) => shape);
  const architecture = graphArchitectureOf(model, shapes, outputs, options.constants);
  refuseLimits(name, architecture);
  const generated = closed.map((input) => ({ ...input, ...generateInput(input, architecture) }));
  const feed = Object.fromEntries(generated.map(({ name: node, tensor }) => [node, tensor]));
  const isAsync = needsAsync(model, outputs);
  return {
    run: () =>
      runGraph(model, () => (isAsync ? model.executeAsync(feed, outputs) : model.execute(feed, outputs))),
    architecture,
    models: [model],
    inputs: closed.map((input) => ({ ...input, origin: 'value' })),
    inputValues: inputValuesOf(generated),
    dispose: () => dispose(generated.map(({ tensor }) => tensor)),
  };
}
