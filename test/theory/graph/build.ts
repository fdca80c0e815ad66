/** @file Small graphs by hand: nodes with what they take, as theory and as tfjs read them. */
import type { DType, Json, Shape } from '../../../src/core/shape.ts';
import { sizeOf } from '../../../src/core/shape.ts';
import type { GraphArchitecture } from '../../../src/core/theory.ts';

type Attr = { readonly [key: string]: Json };

/** What a GraphDef's JSON calls them. */
export const s = (text: string): Attr => ({ s: btoa(text) });
export const i = (value: number): Attr => ({ i: String(value) });
export const b = (value: boolean): Attr => ({ b: value });
export const list = (...values: number[]): Attr => ({ list: { i: values.map(String) } });
export const texts = (...values: string[]): Attr => ({ list: { s: values.map((value) => btoa(value)) } });
export const type = (name: string): Attr => ({ type: name });
export const shapeAttr = (...sizes: number[]): Attr => ({
  shape: { dim: sizes.map((size) => ({ size: String(size) })) },
});

/** A placeholder of a shape, a float weight of a shape, or a weight of given integers or bools. */
export type Source =
  | { readonly kind: 'input'; readonly shape: Shape; readonly dtype: DType }
  | { readonly kind: 'weight'; readonly shape: Shape }
  | {
      readonly kind: 'constant';
      readonly shape: Shape;
      readonly dtype: DType;
      readonly values: readonly number[];
    };

export const input = (...shape: number[]): Source => ({ kind: 'input', shape, dtype: 'float32' });
export const indexInput = (...shape: number[]): Source => ({ kind: 'input', shape, dtype: 'int32' });
export const weight = (...shape: number[]): Source => ({ kind: 'weight', shape });
export const ints = (values: readonly number[], shape: Shape = [values.length]): Source => ({
  kind: 'constant',
  shape,
  dtype: 'int32',
  values,
});
export const int = (value: number): Source => ints([value], []);
export const bools = (values: readonly number[], shape: Shape = [values.length]): Source => ({
  kind: 'constant',
  shape,
  dtype: 'bool',
  values,
});

export interface NodeDef {
  readonly name: string;
  readonly op: string;
  readonly input: readonly string[];
  readonly attr: Readonly<Record<string, Attr>>;
}

export const node = (
  name: string,
  op: string,
  inputs: readonly string[],
  attr: Readonly<Record<string, Attr>> = {},
): NodeDef => ({ name, op, input: inputs, attr });

export interface SmallGraph {
  readonly sources: Readonly<Record<string, Source>>;
  readonly nodes: readonly NodeDef[];
  /** Default: all nodes. */
  readonly outputs?: readonly string[];
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  float32: 'DT_FLOAT',
  int32: 'DT_INT32',
  bool: 'DT_BOOL',
};

const sourceNode = (name: string, source: Source): NodeDef =>
  source.kind === 'input'
    ? node(name, 'Placeholder', [], {
        dtype: type(TYPE_NAMES[source.dtype] ?? ''),
        shape: shapeAttr(...source.shape),
      })
    : node(name, 'Const', []);

export function architectureOf({ sources, nodes, outputs }: SmallGraph): GraphArchitecture {
  const entries = Object.entries(sources);
  const all = [...entries.map(([name, source]) => sourceNode(name, source)), ...nodes];
  return {
    format: 'graph',
    topology: { node: all as unknown as Json, versions: { producer: 1 } },
    inputs: new Map(
      entries.flatMap(([name, source]) => (source.kind === 'input' ? [[name, source.shape]] : [])),
    ),
    outputs: outputs ?? nodes.map(({ name }) => name),
    weights: entries.flatMap(([name, source]) =>
      source.kind === 'input'
        ? []
        : [{ name, shape: source.shape, dtype: source.kind === 'weight' ? 'float32' : source.dtype }],
    ),
    constants: new Map(
      entries.flatMap(([name, source]) => (source.kind === 'constant' ? [[name, source.values]] : [])),
    ),
  };
}

/** The bytes of a source's values; floats are small and differ. */
export function bytesOf(source: Source): Uint8Array {
  if (source.kind === 'constant' && source.dtype === 'bool') return Uint8Array.from(source.values);
  if (source.kind === 'constant') return new Uint8Array(Int32Array.from(source.values).buffer);
  const values = Float32Array.from({ length: sizeOf(source.shape) }, (_, at) => ((at % 7) + 1) / 8);
  return new Uint8Array(values.buffer);
}
