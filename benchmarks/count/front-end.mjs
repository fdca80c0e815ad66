/**
 * @file `node front-end.mjs FOLDER`: what tfjs alone costs a cold count of ResNet-50 as layers, and so the least that any
 * program needs which runs tfjs-layers as it is. tfjs-core and tfjs-layers are loaded, the model is built from its
 * `model.json` and predicts once; its kernels give shapes and no values. Nothing of ours is loaded, nothing is counted.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const core = require('@tensorflow/tfjs-core');
const { fill } = core;
const layers = require('@tensorflow/tfjs-layers');

class Shapes extends core.KernelBackend {
  write = () => ({});
  disposeData = () => true;
  numDataIds = () => 0;
  floatPrecision = () => 32;
  epsilon = () => 1e-7;
  incRef = () => {};
  decRef = () => {};
  refCount = () => 1;
}

core.registerBackend('shapes', () => new Shapes());
await core.setBackend('shapes');

/** Of padding `same`, which is all that the network has. */
const strided = ([batch, height, width], [down, right], channels) => [
  batch,
  Math.ceil(height / down),
  Math.ceil(width / right),
  channels,
];
const first = ({ x, a }) => (x ?? a).shape;

/** The shape that a kernel gives, by its inputs and attributes. */
const RULES = {
  Fill: (_, { shape }) => shape,
  Identity: first,
  Reshape: (_, { shape }) => shape,
  Slice: (_, { size }) => size,
  FusedConv2D: ({ x, filter }, { strides }) => strided(x.shape, strides, filter.shape[3]),
  FusedBatchNorm: first,
  Relu: first,
  Add: first,
  MaxPool: ({ x }, { strides }) => strided(x.shape, strides, x.shape[3]),
  Mean: ({ x }, { axis }) => x.shape.filter((_, i) => !axis.includes(i)),
  _FusedMatMul: ({ a, b }) => [a.shape[0], b.shape[1]],
};
for (const [kernelName, shapeOf] of Object.entries(RULES))
  core.registerKernel({
    kernelName,
    backendName: 'shapes',
    kernelFunc: ({ inputs, attrs }) => ({ dataId: {}, shape: shapeOf(inputs, attrs), dtype: 'float32' }),
  });

// Weights have no values either: tfjs would make 102 MB of them.
for (const kind of ['zeros', 'ones', 'constant'])
  Object.getPrototypeOf(layers.initializers[kind]({ value: 0 })).apply = (shape) => fill(shape, 0);

const { modelTopology } = JSON.parse(readFileSync(join(process.argv[2], 'model.json'), 'utf8'));
const model = await layers.loadLayersModel({ load: async () => ({ modelTopology }) }, { strict: false });
const scores = model.predict(fill([1, 224, 224, 3], 0));
if (scores.shape[1] !== 1000) throw new Error(`ResNet-50 gives 1,000 classes, not [${scores.shape}]`);
