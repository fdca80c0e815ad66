/** @file Small random networks as data, so that a change can be planted in one layer and its size is known. */
import * as tf from '@tensorflow/tfjs';
import type { Report } from '../../src/core/report.ts';
import { count } from '../../src/profile/count.ts';
import { profile } from '../../src/profile/profile.ts';
import { Aside } from '../support/aside.ts';
import type { RandomSource } from '../support/random.ts';

export type Kind =
  'conv' | 'depthwise' | 'norm' | 'relu' | 'pool' | 'flatten' | 'dense' | 'tile' | 'odd' | 'aside';

export interface Part {
  readonly kind: Kind;
  readonly name: string;
  /** Filters, units, or the depth multiplier. */
  readonly width?: number;
  readonly kernel?: number;
  readonly stride?: number;
  readonly padding?: 'same' | 'valid';
  readonly useBias?: boolean;
  /** What it does beside handing on its input. */
  readonly aside?: (input: tf.Tensor) => void;
}

/** Height and width of the image, and its channels. */
export const [SIZE, CHANNELS] = [8, 3];

/** Runs Tile to no avail. */
class Tiled extends tf.layers.Layer {
  static readonly className = 'Tiled';
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [input] = Array.isArray(inputs) ? inputs : [inputs];
    return tf.tile(
      input!,
      input!.shape.map(() => 1),
    );
  }
}

const ODD: tf.KernelConfig = {
  kernelName: 'PlantedKernel',
  backendName: 'cpu',
  kernelFunc: ({ inputs, backend }) => {
    const { x } = inputs as { x: tf.TensorInfo };
    (backend as { incRef(id: object): void }).incRef(x.dataId);
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
  },
};

/** Runs a kernel whose work nobody knows, and which is there meanwhile alone. */
class Odd extends tf.layers.Layer {
  static readonly className = 'Odd';
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [input] = Array.isArray(inputs) ? inputs : [inputs];
    tf.registerKernel(ODD);
    try {
      return tf.engine().runKernel(ODD.kernelName, { x: input! });
    } finally {
      tf.unregisterKernel(ODD.kernelName, ODD.backendName);
    }
  }
}

function layerOf(part: Part): tf.layers.Layer {
  const { kind, name, width = 1, kernel = 1, stride = 1, padding = 'same', useBias = true } = part;
  const window = { kernelSize: kernel, strides: stride, padding, useBias, name };
  switch (kind) {
    case 'conv':
      return tf.layers.conv2d({ ...window, filters: width });
    case 'depthwise':
      return tf.layers.depthwiseConv2d({ ...window, depthMultiplier: width });
    case 'norm':
      return tf.layers.batchNormalization({ name });
    case 'relu':
      return tf.layers.reLU({ name });
    case 'pool':
      return tf.layers.globalAveragePooling2d({ name });
    case 'flatten':
      return tf.layers.flatten({ name });
    case 'dense':
      return tf.layers.dense({ name, units: width, useBias });
    case 'tile':
      return new Tiled({ name });
    case 'odd':
      return new Odd({ name });
    case 'aside':
      return new Aside(name, part.aside!);
    default:
      throw new Error(`no layer for ${String(kind)}`);
  }
}

function build(parts: readonly Part[]): tf.LayersModel {
  const input = tf.input({ shape: [SIZE, SIZE, CHANNELS], name: 'image' });
  const output = parts.reduce((at, part) => layerOf(part).apply(at) as tf.SymbolicTensor, input);
  return tf.model({ inputs: input, outputs: output, name: 'net' });
}

/** Built, run by `profile` without timing, and disposed of. */
export async function profileOf(parts: readonly Part[]): Promise<Report> {
  const model = build(parts);
  try {
    return await profile(model, { runs: 0 });
  } finally {
    model.dispose();
  }
}

/** Built, counted, and disposed of. */
export function reportOf(parts: readonly Part[], batch = 1): Report {
  const model = build(parts);
  const x = tf.ones([batch, SIZE, SIZE, CHANNELS]);
  try {
    return count(() => model.predict(x), { models: [model] });
  } finally {
    x.dispose();
    model.dispose();
  }
}

/** Two or three blocks of a convolution and what may follow it, and two dense layers. */
export function randomNetwork({ below, pick }: RandomSource): readonly Part[] {
  const blocks = 2 + below(2);
  const parts = Array.from({ length: blocks }, (_, i): readonly Part[] => {
    const conv: Part = {
      kind: 'conv',
      name: `stem${i}`,
      width: 3 + below(5),
      kernel: pick([1, 3]),
      stride: i === 0 ? 2 : 1,
      padding: i === 1 ? 'valid' : 'same',
      // A kernel of 1 has nothing to pad.
      ...(i === 1 ? { kernel: 3 } : {}),
      useBias: below(2) === 0,
    };
    const depthwise: Part = { kind: 'depthwise', name: `depth${i}`, kernel: 3, width: 1, useBias: i > 0 };
    return [
      conv,
      ...(below(2) === 0 ? [{ kind: 'norm', name: `norm${i}` } as const] : []),
      { kind: 'relu', name: `act${i}` },
      ...(i === 0 || below(2) === 0 ? [depthwise] : []),
    ];
  }).flat();
  return [
    ...parts,
    { kind: pick(['pool', 'flatten']), name: 'flat' },
    { kind: 'dense', name: 'hidden', width: 4 + below(6), useBias: true },
    { kind: 'dense', name: 'head', width: 3, useBias: false },
  ];
}

/** Channels that reach the part at a place; of what is flat they are not asked for. */
export const channelsAt = (parts: readonly Part[], place: number): number =>
  parts.slice(0, place).reduce((channels, { kind, width = 1 }) => {
    if (kind === 'conv') return width;
    return kind === 'depthwise' ? channels * width : channels;
  }, CHANNELS);
