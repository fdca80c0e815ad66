/**
 * @file A model of layers as a graph, as tensorflowjs_converter 4.22 writes it: convolutions with their batch norm folded
 * in and their activation fused, each under the name of the last of them. Weights are zeros of the right shapes.
 */
import type { GraphNode, HandMadeGraph } from '../support/graph-def.ts';
import { FLOAT, INT, placeholder } from '../support/graph-def.ts';

interface Layer {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>> & { readonly name: string };
  readonly inbound_nodes?: readonly (readonly (readonly [name: string])[])[];
}

const WRAPPER = 'StatefulPartitionedCall/net';
const text = (value: string): object => ({ s: Buffer.from(value).toString('base64') });
const texts = (...values: readonly string[]): object => ({
  list: { s: values.map((value) => Buffer.from(value).toString('base64')) },
});
const ints = (...values: readonly number[]): object => ({ list: { i: values.map(String) } });

/** @param inputShape with its batch  @param shapes of each layer's weights, by its name */
export function converted(
  layers: readonly Layer[],
  inputShape: readonly number[],
  shapes: ReadonlyMap<string, readonly (readonly number[])[]>,
): HandMadeGraph {
  const nodes: GraphNode[] = [placeholder('image', inputShape)];
  const weights: HandMadeGraph['weights'][number][] = [];
  /** By a layer's name the node that has its output. */
  const outputOf = new Map<string, string>();
  const weight = (name: string, shape: readonly number[], values: readonly number[] = []): string => {
    const size = shape.reduce((product, length) => product * length, 1);
    const isInt = values.length > 0;
    weights.push({
      name,
      shape,
      dtype: isInt ? 'int32' : 'float32',
      values: isInt ? values : Array.from({ length: size }, () => 0),
    });
    return name;
  };
  const add = (name: string, op: string, input: readonly string[], attr: object): string => {
    nodes.push({ name: `${WRAPPER}/${name}`, op, input, attr: attr as Record<string, object> });
    return `${WRAPPER}/${name}`;
  };
  const nextOf = (name: string, className: string): Layer | undefined =>
    layers.find((layer) => layer.class_name === className && layer.inbound_nodes?.[0]?.[0]?.[0] === name);

  for (const layer of layers) {
    const { name } = layer.config;
    const inputs = (layer.inbound_nodes?.[0] ?? []).map(([from]) => outputOf.get(from)!);
    if (outputOf.has(name)) continue;
    if (layer.class_name === 'InputLayer') outputOf.set(name, 'image');
    else if (layer.class_name === 'Conv2D' || layer.class_name === 'DepthwiseConv2D') {
      const [kernel] = shapes.get(name)!;
      const isDepthwise = layer.class_name === 'DepthwiseConv2D';
      const [strideH, strideW] = layer.config['strides'] as [number, number];
      const norm = nextOf(name, 'BatchNormalization');
      const relu = nextOf((norm ?? layer).config.name, 'ReLU');
      const fused = [...(norm === undefined ? [] : ['BiasAdd']), ...(relu === undefined ? [] : ['Relu6'])];
      const channels = isDepthwise ? kernel![2]! * kernel![3]! : kernel![3]!;
      const node =
        relu === undefined
          ? norm === undefined
            ? `${name}/Conv2D`
            : `${norm.config.name}/FusedBatchNormV3`
          : `${relu.config.name}/Relu6`;
      const op = isDepthwise ? 'FusedDepthwiseConv2dNative' : '_FusedConv2D';
      const output = add(
        node,
        op,
        [
          inputs[0]!,
          weight(`${WRAPPER}/${name}_weights`, kernel!),
          weight(`${WRAPPER}/${name}_bn_offset`, [channels]),
        ],
        {
          ...FLOAT,
          strides: ints(1, strideH, strideW, 1),
          dilations: ints(1, 1, 1, 1),
          padding: text((layer.config['padding'] as string).toUpperCase()),
          data_format: text('NHWC'),
          fused_ops: texts('BiasAdd', ...fused.slice(1)),
          num_args: { i: '1' },
        },
      );
      for (const each of [layer, norm, relu]) if (each !== undefined) outputOf.set(each.config.name, output);
    } else if (layer.class_name === 'ZeroPadding2D') {
      const paddings = [[0, 0], ...(layer.config['padding'] as number[][]), [0, 0]];
      const list = weight(`${WRAPPER}/${name}/paddings`, [4, 2], paddings.flat());
      outputOf.set(
        name,
        add(`${name}/Pad`, 'Pad', [inputs[0]!, list], { ...FLOAT, Tpaddings: { type: 'DT_INT32' } }),
      );
    } else if (layer.class_name === 'Add') outputOf.set(name, add(`${name}/add`, 'AddV2', inputs, FLOAT));
    else if (layer.class_name === 'GlobalAveragePooling2D') {
      const axes = weight(`${WRAPPER}/${name}/axes`, [2], [1, 2]);
      outputOf.set(
        name,
        add(`${name}/Mean`, 'Mean', [inputs[0]!, axes], {
          ...FLOAT,
          Tidx: INT['T']!,
          keep_dims: { b: false },
        }),
      );
    } else if (layer.class_name === 'Dense') {
      const [kernel, bias] = shapes.get(name)!;
      const output = add(
        `${name}/BiasAdd`,
        '_FusedMatMul',
        [inputs[0]!, weight(`${WRAPPER}/${name}/kernel`, kernel!), weight(`${WRAPPER}/${name}/bias`, bias!)],
        {
          ...FLOAT,
          transpose_a: { b: false },
          transpose_b: { b: false },
          fused_ops: texts('BiasAdd'),
          num_args: { i: '1' },
        },
      );
      outputOf.set(name, output);
    } else throw new Error(`the twin of a converter knows no ${layer.class_name}`);
  }
  return { nodes, weights };
}
