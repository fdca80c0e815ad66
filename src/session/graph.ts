/** @file A live GraphModel as a session: what it asks for, how it is run, what its file says of it. */
import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import type { DType, Json, Shape } from '../core/shape.ts';
import type { GraphArchitecture } from '../core/theory.ts';
import type { Session } from '../core/workload.ts';
import { TfjsFlopsError } from '../core/errors.ts';
import { executorOf, type GraphModelLike } from '../trace/graph-scopes.ts';
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

interface SignatureTensor {
  readonly name: string;
  readonly tensorShape?: { readonly dim?: readonly { readonly size: string | number }[] };
  readonly resourceId?: unknown;
}

interface Signature {
  readonly inputs?: Readonly<Record<string, SignatureTensor>>;
  readonly outputs?: Readonly<Record<string, SignatureTensor>>;
}

/** What a GraphModel says of its inputs, outputs and file. */
interface Described extends GraphModelLike {
  readonly inputs: readonly {
    readonly name: string;
    readonly shape?: Shape;
    readonly dtype?: DType | null;
  }[];
  readonly outputs: readonly { readonly name: string }[];
  readonly modelSignature?: Signature;
  readonly artifacts?: { readonly modelTopology?: Json };
}

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

/** Integers that say shapes, axes and paddings are few; longer lists are tables. */
const MOST_CONSTANTS = 4096;

const nodeOf = (name: string): string => name.split(':')[0]!;

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

/**
 * Placeholders that a caller fills. A captured resource, such as a hash table, is none: tfjs fills it with what the
 * initialiser graph gives under the same `resourceId`.
 */
function callersInputs(model: GraphModelLike): Described['inputs'] {
  const { inputs, modelSignature } = model as Described;
  const signed = Object.values(modelSignature?.inputs ?? {});
  const captured = new Set(
    signed.flatMap(({ name, resourceId }) =>
      resourceId === undefined || resourceId === null ? [] : [nodeOf(name)],
    ),
  );
  return inputs.filter(({ name }) => !captured.has(name));
}

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

/** Node names of the outputs that are asked for, by node or by the signature's name; default: the model's own. */
function outputNodes(model: GraphModelLike, wanted: readonly string[] | undefined): readonly string[] {
  const { outputs, modelSignature } = model as Described;
  if (wanted === undefined || wanted.length === 0) return outputs.map(({ name }) => name);
  return wanted.map((name) => {
    const node = modelSignature?.outputs?.[name]?.name ?? name;
    if (Object.hasOwn(executorOf(model).graph.nodes, nodeOf(node))) return node;
    throw new TfjsFlopsError(
      'invalid-input',
      `The graph has no node "${name}" to be an output. Its own outputs: ${outputs.map((output) => output.name).join(', ')}`,
    );
  });
}

/** Values of integer weights, read back from the backend; those that it cannot give at once are left out. */
function liveConstants(model: GraphModelLike): ReadonlyMap<string, readonly number[]> {
  const constants = new Map<string, readonly number[]>();
  for (const [name, tensors] of Object.entries(model.weights)) {
    const tensor = tensors[0] as Tensor | undefined;
    if (tensor === undefined || (tensor.dtype !== 'int32' && tensor.dtype !== 'bool')) continue;
    if (tensor.size > MOST_CONSTANTS) continue;
    try {
      constants.set(name, Array.from(tensor.dataSync()));
    } catch {
      // Not known, then: what reads it is not derivable.
    }
  }
  return constants;
}

/**
 * The text of a live graph model, for theory, which sees nothing else of it; `null` where the model does not keep it.
 * @param shapes of its inputs, in the model's order, with or without its captured resources
 * @param constants values of its integer weights, where its file was read; else the backend is asked for them
 */
export function graphArchitectureOf(
  model: GraphModelLike,
  shapes: readonly Shape[],
  outputs?: readonly string[],
  constants: GraphArchitecture['constants'] = liveConstants(model),
): GraphArchitecture | null {
  const { artifacts, inputs } = model as Described;
  const own = callersInputs(model);
  // Tensors in a list leave captured resources out, tensors by name may hold them.
  const given = shapes.length === inputs.length ? inputs : own;
  const fed = given.flatMap(({ name }, i) =>
    own.some((input) => input.name === name) ? [[name, shapes[i] ?? []] as const] : [],
  );
  const topology = artifacts?.modelTopology;
  if (topology === undefined) return null;
  return {
    format: 'graph',
    topology,
    inputs: new Map(fed),
    outputs: outputNodes(model, outputs),
    weights: Object.entries(model.weights).flatMap(([name, tensors]) =>
      tensors.map(({ shape, dtype }) => ({ name, shape, dtype: dtype as DType })),
    ),
    constants,
  };
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
  const closed: readonly ClosedInput[] = closeInputs(name, declaredInputs(model), options.inputs, options);
  const outputs = outputNodes(model, options.outputs);
  refuseLostInputs(name, model, outputs);
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
