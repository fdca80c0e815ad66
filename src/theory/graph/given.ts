/** @file What the graph starts from: the caller's inputs, placeholders, weights. */
import { TfjsFlopsError } from '../../core/errors.ts';
import { reason } from '../../core/reason.ts';
import { sameShape, sizeOf, type Shape } from '../../core/shape.ts';
import type { GraphArchitecture, WeightEntry } from '../../core/theory.ts';
import { dtype, isResource, shape as shapeAttribute } from './attributes.ts';
import { neededOf } from './body.ts';
import { refOf, type GraphNode, type GraphNodes } from './graph-def.ts';
import type { Derived, NodeResult } from './result.ts';
import { written } from './rule.ts';
import { isKnown, unvalued, type GraphTensor } from './tensor.ts';

/** What is known of weights. */
export interface Weights {
  readonly weights: ReadonlyMap<string, WeightEntry>;
  readonly constants: GraphArchitecture['constants'];
}

const invalid = (sentence: string): TfjsFlopsError => new TfjsFlopsError('invalid-input', sentence);

const open = (shape: Shape): string => `[${shape.map((size) => (size < 0 ? '?' : size)).join(', ')}]`;

/** The caller's inputs by node. @throws TfjsFlopsError `invalid-input` where they do not fit the graph */
export function fedShapes(
  inputs: GraphArchitecture['inputs'],
  nodes: GraphNodes,
): ReadonlyMap<string, Shape> {
  return new Map(
    [...inputs].map(([name, shape]) => {
      const node = nodes.get(refOf(name).node);
      if (node === undefined) {
        const placeholders = [...nodes.values()].filter(({ op }) => op === 'Placeholder');
        const known = placeholders.map((placeholder) => placeholder.name).join(', ');
        throw invalid(`The graph has no input "${name}". It has: ${known}.`);
      }
      const declared = node.op.startsWith('Placeholder') ? shapeAttribute(node.attributes, 'shape') : null;
      const closed = declared?.map((size, axis) => (size < 0 ? (shape[axis] ?? 0) : size)) ?? shape;
      if (!sameShape(closed, shape) || !shape.every((size) => Number.isSafeInteger(size) && size > 0)) {
        throw invalid(
          `Input "${name}" is ${declared === null ? 'of any shape' : open(declared)}, got ${written(shape)}. Give positive whole sizes that fit it.`,
        );
      }
      return [node.name, shape];
    }),
  );
}

/** All that the outputs need. @throws TfjsFlopsError `invalid-input` for one that the graph lacks */
export function neededNodes(
  outputs: readonly string[],
  nodes: GraphNodes,
  fed: ReadonlyMap<string, Shape>,
): ReadonlySet<string> {
  const first = outputs.map((output) => {
    const { node } = refOf(output);
    if (!nodes.has(node)) throw invalid(`The graph has no node "${output}" to be an output.`);
    return node;
  });
  return neededOf(first, nodes, (name) => fed.has(name));
}

export const given = (tensor: GraphTensor): Derived => ({ inputs: [], outputs: [tensor], work: [] });

/** What the caller decides. */
export const fromInput = (tensor: GraphTensor): GraphTensor =>
  isKnown(tensor) ? tensor : { ...tensor, isFromInput: true };

export function constant({ name }: GraphNode, { weights, constants }: Weights): NodeResult {
  const weight = weights.get(name);
  if (weight === undefined)
    return {
      why: reason('no-weight', name, 'it is not in the weight manifest'),
      cause: { of: name, state: 'is not in the weight manifest' },
    };
  const values = constants.get(name) ?? null;
  const fits = values !== null && values.length === sizeOf(weight.shape);
  return given({ shape: weight.shape, dtype: weight.dtype, values: fits ? values : null });
}

export function placeholder({ name, attributes }: GraphNode): Derived {
  // A captured resource, such as a hash table, is a scalar handle.
  if (isResource(attributes, 'dtype')) return given(unvalued([]));
  const declared = shapeAttribute(attributes, 'shape');
  if (declared?.every((size) => size >= 0))
    return given(fromInput(unvalued(declared, dtype(attributes, 'dtype'))));
  throw invalid(
    `The graph's input "${name}" is ${declared === null ? 'of any shape' : open(declared)}. Give it a shape.`,
  );
}
