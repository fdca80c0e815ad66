/**
 * @file What of a graph tfjs 4.22 cannot run, seen before it runs: it would answer with a sentence about its own
 * arguments, never end, or take memory that no machine has.
 */
import type { Remedy } from '../../core/errors.ts';
import { sizeOf } from '../../core/shape.ts';
import type { GraphArchitecture } from '../../core/theory.ts';
import { text } from './attributes.ts';
import type { Body } from './body.ts';
import { walkGraph } from './derive.ts';
import type { GraphNode } from './graph-def.ts';
import { layoutOf } from './ops/window.ts';
import { written } from './rule.ts';
import { isKnown, type GraphTensor } from './tensor.ts';

/** Elements of one tensor: 2 GiB of floats. wasm has 4 GiB for all tensors together, WebGPU 2 GiB for a buffer. */
export const MOST_ELEMENTS = 2 ** 29;

export interface GraphLimit {
  readonly node: string;
  readonly op: string;
  /** The function that it lies in; `null`: the graph itself. */
  readonly fn: string | null;
  /** A clause after the node. */
  readonly why: string;
  readonly remedy: Remedy;
}

type Limit = Pick<GraphLimit, 'why' | 'remedy'>;

/** @param at an input by its index; `null` where nothing is known of it */
type Check = (node: GraphNode, at: (index: number) => GraphTensor | null) => Limit | null;

/** A filter of Cin/groups channels: tfjs's conv2d has no groups. */
const groups: Check = ({ attributes }, at) => {
  const [x, filter] = [at(0)?.shape, at(1)?.shape];
  if (x?.length !== 4 || filter?.length !== 4) return null;
  const channels = x[layoutOf(attributes, 2) === 'first' ? 1 : 3] ?? 0;
  const taken = filter[2] ?? 0;
  if (taken <= 0 || taken >= channels || channels % taken !== 0) return null;
  return {
    why: `is a convolution in ${channels / taken} groups (its input has ${channels} channels, its filter ${taken}), and TensorFlow.js has none in groups`,
    remedy: 'split its input, convolve each group, concatenate, and convert again',
  };
};

const ellipsis: Check = ({ attributes }) => {
  const equation = text(attributes, 'equation', '');
  if (!equation.includes('...')) return null;
  return {
    why: `has the equation ${equation}, and TensorFlow.js reads no ellipsis`,
    remedy: 'write out the axes, or use a matrix product, and convert again',
  };
};

const negativePaddings =
  (index: number): Check =>
  (_node, at) => {
    const paddings = at(index);
    if (paddings === null || !isKnown(paddings)) return null;
    const negative = paddings.values.find((value) => value < 0);
    if (negative === undefined) return null;
    return {
      why: `pads by ${negative}, and TensorFlow.js pads by 0 or more`,
      remedy: 'slice instead, and convert again',
    };
  };

const CHECKS: Readonly<Record<string, Check | undefined>> = {
  Conv2D: groups,
  _FusedConv2D: groups,
  Einsum: ellipsis,
  Pad: negativePaddings(1),
  PadV2: negativePaddings(1),
  MirrorPad: negativePaddings(1),
  SpaceToBatchND: negativePaddings(2),
};

function tooLarge(outputs: readonly GraphTensor[]): Limit | null {
  const large = outputs.find(({ shape }) => sizeOf(shape) > MOST_ELEMENTS);
  if (large === undefined) return null;
  return {
    why: `gives ${written(large.shape)}, more than the ${MOST_ELEMENTS} elements that a tensor may have here`,
    remedy: 'give smaller inputs, or check the sizes in the graph',
  };
}

/**
 * The first node, in the file's order, that tfjs cannot run; `null` where none is known. Functions come after the graph:
 * they are looked into with the shapes with which they are called.
 * @throws TfjsFlopsError `invalid-input` as `deriveGraphRows`
 */
export function graphLimit(architecture: GraphArchitecture): GraphLimit | null {
  const found = new Map<GraphNode, GraphLimit>();
  const note = ({ fn }: Body, node: GraphNode, limit: Limit | null): void => {
    if (limit === null || found.has(node)) return;
    found.set(node, { node: node.name, op: node.op, fn: fn?.name ?? null, ...limit });
  };
  const { bodies } = walkGraph(architecture, {
    seesInputs: (body, node, inputs) => {
      const check = Object.hasOwn(CHECKS, node.op) ? CHECKS[node.op] : undefined;
      const at = (index: number): GraphTensor | null => {
        const tensor = inputs[index];
        return tensor === undefined || tensor.unknown !== undefined ? null : tensor;
      };
      note(body, node, check?.(node, at) ?? null);
    },
    seesOutputs: (body, node, outputs) => {
      note(body, node, tooLarge(outputs));
    },
  });
  for (const { nodes } of bodies)
    for (const node of nodes.values()) {
      const limit = found.get(node);
      if (limit !== undefined) return limit;
    }
  return null;
}
