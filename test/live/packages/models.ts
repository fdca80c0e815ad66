/** @file Models of ours with the inputs and outputs that packages ask of theirs, whose weights npm does not have. */
import { FLOAT, matMul, placeholder, type GraphNode, type HandMadeGraph } from '../../support/graph-def.ts';

const PARTS = 4;

interface Output {
  readonly name: string;
  readonly shape: readonly number[];
}

/** The mean of each quarter of the image, times a row of weights, spread over as many places as the output has. */
function outputOf({ name, shape }: Output): HandMadeGraph {
  const width = shape.at(-1)!;
  const rows = shape.reduce((product, size) => product * size, 1) / width;
  const ints = (of: string, values: readonly number[]) =>
    ({ name: `${name}/${of}`, shape: [values.length], dtype: 'int32', values }) as const;
  const floats = (of: string, sizes: readonly [number, number]) =>
    ({
      name: `${name}/${of}`,
      shape: sizes,
      dtype: 'float32',
      values: Array.from({ length: sizes[0] * sizes[1] }, (_, i) => ((i % 5) - 2) / 100),
    }) as const;
  const reshape = (of: string, from: string, to: string): GraphNode => ({
    name: of,
    op: 'Reshape',
    input: [from, to],
    attr: { ...FLOAT, Tshape: { type: 'DT_INT32' } },
  });
  return {
    nodes: [
      matMul(`${name}/row`, 'column', `${name}/W`),
      matMul(`${name}/spread`, `${name}/A`, `${name}/row`),
      reshape(name, `${name}/spread`, `${name}/shape`),
    ],
    weights: [floats('W', [1, width]), floats('A', [rows, PARTS]), ints('shape', shape)],
  };
}

/** @returns a graph of an image @param type of the image */
export function graphOf(
  image: readonly number[],
  type: 'DT_FLOAT' | 'DT_INT32',
  outputs: readonly Output[],
): HandMadeGraph {
  const all = outputs.map(outputOf);
  const int = (name: string, values: readonly number[]) =>
    ({ name, shape: [values.length], dtype: 'int32', values }) as const;
  const indices = { ...FLOAT, Tshape: { type: 'DT_INT32' }, Tidx: { type: 'DT_INT32' } };
  return {
    nodes: [
      placeholder('image', image, type),
      { name: 'cast', op: 'Cast', input: ['image'], attr: { SrcT: { type }, DstT: { type: 'DT_FLOAT' } } },
      { name: 'parts', op: 'Reshape', input: ['cast', 'parts/shape'], attr: indices },
      { name: 'means', op: 'Mean', input: ['parts', 'axis'], attr: { ...indices, keep_dims: { b: true } } },
      { name: 'column', op: 'Identity', input: ['means'], attr: FLOAT },
      ...all.flatMap(({ nodes }) => nodes),
    ],
    weights: [int('parts/shape', [PARTS, -1]), int('axis', [1]), ...all.flatMap(({ weights }) => weights)],
  };
}

/** Multiply-adds of an output. */
export const productsOf = ({ shape }: Pick<Output, 'shape'>): number => {
  const width = shape.at(-1)!;
  const rows = shape.reduce((product, size) => product * size, 1) / width;
  return PARTS * width + rows * PARTS * width;
};
