/**
 * @file A converted graph model's folder as theory takes it: topology, weight manifest and the values of the integer
 * weights, decoded here on our own.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DType, Json, Shape } from '../../../src/core/shape.ts';
import { sizeOf } from '../../../src/core/shape.ts';
import type { GraphArchitecture, WeightEntry } from '../../../src/core/theory.ts';

interface ManifestEntry {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly quantization?: { readonly dtype: string; readonly min?: number; readonly scale?: number };
}

interface Signature {
  readonly outputs: Readonly<Record<string, { readonly name: string }>>;
}

interface ModelJson {
  readonly modelTopology: { readonly [key: string]: Json };
  readonly signature?: Signature;
  readonly userDefinedMetadata?: { readonly signature?: Signature };
  readonly weightsManifest: readonly {
    readonly paths: readonly string[];
    readonly weights: readonly ManifestEntry[];
  }[];
}

const BYTES: Readonly<Record<string, number>> = {
  uint8: 1,
  bool: 1,
  uint16: 2,
  float16: 2,
  int32: 4,
  float32: 4,
};

/** Little-endian, as the format says; quantised integers are q·scale + min, rounded. */
function decode(bytes: Buffer, { dtype, quantization }: ManifestEntry, count: number): readonly number[] {
  const stored = quantization?.dtype ?? dtype;
  const read = (i: number): number => {
    if (stored === 'uint8' || stored === 'bool') return bytes.readUInt8(i);
    if (stored === 'uint16') return bytes.readUInt16LE(2 * i);
    return bytes.readInt32LE(4 * i);
  };
  const { scale = 1, min = 0 } = quantization ?? {};
  return Array.from({ length: count }, (_, i) => Math.round(read(i) * scale + min));
}

/** @param inputs by placeholder, batch first; the outputs are those of the model's signature */
export function readGraphModel(folder: string, inputs: Readonly<Record<string, Shape>>): GraphArchitecture {
  const json = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as ModelJson;
  const { modelTopology, weightsManifest } = json;
  const signature = json.signature ?? json.userDefinedMetadata?.signature;
  if (signature === undefined) throw new Error(`${folder} has no signature`);
  const outputs = Object.values(signature.outputs).map(({ name }) => name);
  const weights: WeightEntry[] = [];
  const constants = new Map<string, readonly number[]>();
  for (const group of weightsManifest) {
    const data = Buffer.concat(group.paths.map((path) => readFileSync(join(folder, path))));
    let offset = 0;
    for (const entry of group.weights) {
      const { name, shape, dtype, quantization } = entry;
      const count = sizeOf(shape);
      const end = offset + count * (BYTES[quantization?.dtype ?? dtype] ?? 0);
      if (dtype === 'int32' || dtype === 'bool')
        constants.set(name, decode(data.subarray(offset, end), entry, count));
      weights.push({ name, shape, dtype });
      offset = end;
    }
    if (offset !== data.length) throw new Error(`${folder}: ${data.length} bytes, read ${offset}`);
  }
  return {
    format: 'graph',
    topology: modelTopology,
    inputs: new Map(Object.entries(inputs)),
    outputs,
    weights,
    constants,
  };
}
