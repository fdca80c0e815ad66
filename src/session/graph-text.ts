/** @file A live GraphModel as text, for theory: what its file says of it, its outputs, the integers that it holds. */
import { TfjsFlopsError } from '../core/errors.ts';
import type { DType, Json, Shape } from '../core/shape.ts';
import type { GraphArchitecture } from '../core/theory.ts';
import { executorOf, type GraphModelLike } from '../trace/graph-scopes.ts';
import { liveConstants } from './constants.ts';

export interface SignatureTensor {
  readonly name: string;
  readonly tensorShape?: { readonly dim?: readonly { readonly size: string | number }[] };
  readonly resourceId?: unknown;
}

interface Signature {
  readonly inputs?: Readonly<Record<string, SignatureTensor>>;
  readonly outputs?: Readonly<Record<string, SignatureTensor>>;
}

/** What a GraphModel says of its inputs, outputs and file. */
export interface Described extends GraphModelLike {
  readonly inputs: readonly {
    readonly name: string;
    readonly shape?: Shape;
    readonly dtype?: DType | null;
  }[];
  readonly outputs: readonly { readonly name: string }[];
  readonly modelSignature?: Signature;
  readonly artifacts?: { readonly modelTopology?: Json };
}

export function nodeOf(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(0, colon);
}

/**
 * Placeholders that a caller fills. A captured resource, such as a hash table, is none: tfjs fills it with what the
 * initialiser graph gives under the same `resourceId`.
 */
export function callersInputs(model: GraphModelLike): Described['inputs'] {
  const { inputs, modelSignature } = model as Described;
  const signed = Object.values(modelSignature?.inputs ?? {});
  const captured = new Set(
    signed.flatMap(({ name, resourceId }) =>
      resourceId === undefined || resourceId === null ? [] : [nodeOf(name)],
    ),
  );
  return inputs.filter(({ name }) => !captured.has(name));
}

/** Node names of the outputs that are asked for, by node or by the signature's name; default: the model's own. */
export function outputNodes(model: GraphModelLike, wanted: readonly string[] | undefined): readonly string[] {
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
