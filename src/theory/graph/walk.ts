/** @file Shapes from node to node: each is derived once, after all that it takes, without recursion and in no loop. */
import { TfjsFlopsError } from '../../core/errors.ts';
import { reason, ReasonError, reasonOf, type Reason } from '../../core/reason.ts';
import { sameShape, sizeOf, type Shape } from '../../core/shape.ts';
import type { GraphArchitecture, WeightEntry } from '../../core/theory.ts';
import { dtype, isResource, shape as shapeAttribute } from './attributes.ts';
import { conditionalNodes, isDataDependent, takesHandle } from './control-flow.ts';
import { refOf, sourcesOf, type GraphNode, type GraphNodes, type OutputRef } from './graph-def.ts';
import { DynamicError, written, type GraphDerivation, type GraphRules } from './rule.ts';
import { unvalued, type GraphTensor } from './tensor.ts';

/** What a node takes and gives. */
export interface Derived extends GraphDerivation {
  readonly inputs: readonly GraphTensor[];
}

/** Why nothing is known of a node, and what those that take it say of it: `conv` `is dynamic`. */
export interface Underived {
  readonly why: Reason;
  readonly cause: Cause;
}

interface Cause {
  /** The node or weight at the root. */
  readonly of: string;
  readonly state: string;
}

export type NodeResult = Derived | Underived;

export interface Walk {
  readonly nodes: GraphNodes;
  readonly paths: ReadonlyMap<string, readonly string[]>;
  readonly weights: ReadonlyMap<string, WeightEntry>;
  readonly constants: GraphArchitecture['constants'];
  readonly rules: GraphRules;
  /** Shapes that the caller gives: these nodes do not run. */
  readonly fed: ReadonlyMap<string, Shape>;
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

/** All that the outputs need, control inputs too, as tfjs runs them. @throws TfjsFlopsError `invalid-input` */
export function neededNodes(outputs: readonly string[], { nodes, fed }: Walk): ReadonlySet<string> {
  const needed = new Set<string>();
  const pending = outputs.map((output) => {
    const { node } = refOf(output);
    if (!nodes.has(node)) throw invalid(`The graph has no node "${output}" to be an output.`);
    return node;
  });
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const node = nodes.get(name);
    if (node === undefined || needed.has(name)) continue;
    needed.add(name);
    if (!fed.has(name)) pending.push(...sourcesOf(node));
  }
  return needed;
}

const given = (tensor: GraphTensor): Derived => ({ inputs: [], outputs: [tensor], work: [] });

function constant({ name }: GraphNode, { weights, constants }: Walk): NodeResult {
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

function placeholder({ name, attributes }: GraphNode): Derived {
  // A captured resource, such as a hash table, is a scalar handle.
  if (isResource(attributes, 'dtype')) return given(unvalued([]));
  const declared = shapeAttribute(attributes, 'shape');
  if (declared?.every((size) => size >= 0)) return given(unvalued(declared, dtype(attributes, 'dtype')));
  throw invalid(
    `The graph's input "${name}" is ${declared === null ? 'of any shape' : open(declared)}. Give it a shape.`,
  );
}

/** One output of a node that was derived before, or why there is none. */
function tensorAt(ref: OutputRef, results: ReadonlyMap<string, NodeResult>): GraphTensor | Cause {
  const result = results.get(ref.node);
  if (result === undefined) return { of: ref.node, state: 'is not derivable' };
  if ('why' in result) return result.cause;
  return result.outputs[ref.output] ?? { of: ref.node, state: `has no output ${ref.output}` };
}

function derive(
  node: GraphNode,
  isConditional: boolean,
  walk: Walk,
  results: ReadonlyMap<string, NodeResult>,
): NodeResult {
  const fedShape = walk.fed.get(node.name);
  if (fedShape !== undefined) return given(unvalued(fedShape, dtype(node.attributes, 'dtype')));
  if (node.op === 'Const') return constant(node, walk);
  if (node.op === 'Placeholder') return placeholder(node);
  const path = (walk.paths.get(node.name) ?? [node.name]).join('/');
  try {
    const rule = Object.hasOwn(walk.rules, node.op) ? walk.rules[node.op] : undefined;
    if (rule === undefined)
      throw new ReasonError('no-form', node.op, `there is no shape rule for a ${node.op}`);
    // It says itself what it depends on.
    if (isDataDependent(node.op)) return { ...rule({ ...node, inputs: [] }), inputs: [] };
    if (isConditional) throw new DynamicError('it runs in a loop or a branch, as often as the data ask');
    const inputs: GraphTensor[] = [];
    for (const [i, ref] of node.inputs.entries()) {
      const tensor = takesHandle(node.op, i) ? unvalued([]) : tensorAt(ref, results);
      if ('of' in tensor) {
        const text = `its input shape is unknown, since ${tensor.of} ${tensor.state}`;
        return { why: reason('unknown-input', tensor.of, text), cause: tensor };
      }
      inputs.push(tensor);
    }
    const derivation = rule({ ...node, inputs });
    const impossible = derivation.outputs.find(
      ({ shape }) => !shape.every((size) => Number.isSafeInteger(size) && size >= 0),
    );
    if (impossible !== undefined) throw new Error(`its output would be ${written(impossible.shape)}`);
    return { ...derivation, inputs };
  } catch (error) {
    if (error instanceof TfjsFlopsError) throw error;
    const why = reasonOf(error);
    return { why, cause: { of: path, state: why.kind === 'dynamic' ? 'is dynamic' : 'is not derivable' } };
  }
}

/**
 * Derives the named nodes and all that they take.
 * @throws TfjsFlopsError `invalid-input` for a graph that runs in a circle, outside the loops that TensorFlow writes
 */
export function walkGraph(names: Iterable<string>, walk: Walk): ReadonlyMap<string, NodeResult> {
  const conditional = conditionalNodes(walk.nodes);
  const results = new Map<string, NodeResult>();
  for (const first of names) {
    const stack = [first];
    const isOpen = new Set<string>();
    for (let name = stack.at(-1); name !== undefined; name = stack.at(-1)) {
      const node = walk.nodes.get(name);
      if (node === undefined || results.has(name)) {
        stack.pop();
        continue;
      }
      isOpen.add(name);
      const needsInputs = !walk.fed.has(name) && !isDataDependent(node.op);
      const next = needsInputs ? node.inputs.find((ref) => !results.has(ref.node)) : undefined;
      if (next === undefined) results.set(name, derive(node, conditional.has(name), walk, results));
      else if (isOpen.has(next.node))
        throw invalid(`The graph runs in a circle: "${next.node}" depends on its own output.`);
      else stack.push(next.node);
    }
  }
  return results;
}
