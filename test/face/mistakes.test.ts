/** @file Mistakes in calls: each is one error that says what was expected, what was received and what to write instead. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, it } from 'vitest';
import * as face from '../../src/index.ts';
import { TfjsFlopsError, type Report } from '../../src/index.ts';
import { zooWorkload } from '../../models/index.ts';
import { fileWorkload } from '../../src/load/index.ts';

// Callers of JavaScript, whom no type keeps from anything.
const { compareBackends, count, fits, formatTable, parameters, profile, scope, theory, writeReport } =
  face as unknown as Record<
    | 'compareBackends'
    | 'count'
    | 'fits'
    | 'formatTable'
    | 'parameters'
    | 'profile'
    | 'scope'
    | 'theory'
    | 'writeReport',
    (...given: unknown[]) => unknown
  >;

const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
const tensor = tf.ones([1, 3]);
const ran = (): tf.Tensor => model.predict(tensor) as tf.Tensor;
const topology: unknown = model.toJSON(null, false);
const report: Report = face.count(ran);
const disposed = tf.sequential({ name: 'gone', layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
disposed.dispose();
const live = tf.memory().numTensors;

afterAll(() => {
  model.dispose();
  tensor.dispose();
});

const COUNT_OPTIONS = 'kernelFormulas, layerFormulas, models, name, run, shapeRules and executed';
const PROFILE_OPTIONS =
  'kernelFormulas, layerFormulas, models, name, executed, inputs, batch, runs, peaks, signal and onProgress';
const LAYERS = "{ format: 'layers', topology: model.toJSON(null, false), inputs: [[1, 224, 224, 3]] }";
const NO_MODEL = 'Expected a LayersModel, a GraphModel, a function or a workload, got';
const A_WORKLOAD = "Give a workload such as zooWorkload('mobilenet-v2').";

/** What is written, how, the code, and the sentence. */
const MISTAKES: readonly (readonly [string, () => unknown, string, string])[] = [
  [
    'count(model)',
    () => count(model),
    'invalid-input',
    'count() takes a function, got a Sequential. Write count(() => model.predict(x), { models: [model] }), or profile(model), or countShapes(model).',
  ],
  [
    'fits(null)',
    () => fits(null),
    'invalid-input',
    'fits() takes a report, got null. Give what countShapes() or profile() returns.',
  ],
  [
    'writeReport(null)',
    () => writeReport(null),
    'invalid-input',
    'writeReport() takes a report, got null. Give what profile() or count() returns.',
  ],
  [
    "scope('head')",
    () => scope('head'),
    'invalid-input',
    "scope() takes a name and a function, got 'head' and undefined.",
  ],
  [
    'zooWorkload(undefined)',
    () => zooWorkload(undefined as unknown as string),
    'invalid-input',
    'a network is named by a text, got undefined. Write mobilenet-v2, for one, or all: ZOO of tfjs-flops/models',
  ],
  [
    "compareBackends(workload, 'cpu')",
    () => compareBackends(zooWorkload('resnet18'), 'cpu'),
    'invalid-input',
    "compareBackends() takes an array of backends, got 'cpu'. Write ['wasm', 'cpu'].",
  ],
  [
    'parameters(disposed)',
    () => parameters(disposed),
    'invalid-input',
    'the weights of the model are disposed. Load the model again.',
  ],
  [
    'fileWorkload(3)',
    () => fileWorkload(3 as unknown as string),
    'invalid-input',
    'a model file is named by a text, got 3. Give a model.json, its folder, a file:// address or an http(s) address.',
  ],
  [
    'count(tensor)',
    () => count(tensor),
    'invalid-input',
    'count() takes a function, got a Tensor. Write count(() => …) around what is to be counted.',
  ],
  [
    'count()',
    () => count(),
    'invalid-input',
    'count() takes a function, got undefined. Write count(() => …) around what is to be counted.',
  ],
  [
    'count(f, { models: model })',
    () => count(ran, { models: model }),
    'invalid-input',
    'models must be an array of LayersModels and GraphModels, got a Sequential. Write models: [model].',
  ],
  [
    'count(f, { model })',
    () => count(ran, { model }),
    'unknown-option',
    `model is not an option of count(), which takes ${COUNT_OPTIONS}. Did you mean models?`,
  ],
  [
    'count(f, { executed: true })',
    () => count(ran, { executed: true }),
    'invalid-option',
    'executed must be the backend that startExecuted() returns, got true. Start it before the model is loaded: const executed = await startExecuted() of tfjs-flops/executed.',
  ],
  [
    "profile('./web_model')",
    () => profile('./web_model'),
    'invalid-input',
    `${NO_MODEL} './web_model'. Write await fileWorkload('./web_model') of tfjs-flops/load for a model file, or zooWorkload('./web_model') of tfjs-flops/models for a network of the zoo.`,
  ],
  ['profile(null)', () => profile(null), 'invalid-input', `${NO_MODEL} null. ${A_WORKLOAD}`],
  ['profile(3)', () => profile(3), 'invalid-input', `${NO_MODEL} 3. ${A_WORKLOAD}`],
  [
    'profile(f, null)',
    () => profile(ran, null),
    'invalid-option',
    `profile() takes its options as an object with ${PROFILE_OPTIONS}, got null.`,
  ],
  [
    'theory(model)',
    () => theory(model),
    'invalid-input',
    `theory() takes an architecture, which is JSON, got a Sequential. Write theory(${LAYERS}).`,
  ],
  [
    'theory(null)',
    () => theory(null),
    'invalid-input',
    `theory() takes an architecture, which is JSON, got null. Write theory(${LAYERS}).`,
  ],
  [
    'theory({ format: "layers", topology })',
    () => theory({ format: 'layers', topology }),
    'invalid-input',
    'In a layers architecture inputs must be the shapes of the inputs, batch first, got undefined. Write inputs: [[1, 224, 224, 3]].',
  ],
  [
    'theory({ format: "graph", topology, inputs })',
    () => theory({ format: 'graph', topology: { node: [] }, inputs: new Map() }),
    'invalid-input',
    'In a graph architecture outputs must be an array of node names, got undefined; ' +
      'weights must be an array of { name, shape, dtype }, got undefined; ' +
      'constants must be a Map from integer weights to their values, got undefined. ' +
      "Write outputs: ['Identity'], weights: manifest.flatMap((group) => group.weights), constants: new Map().",
  ],
  [
    'formatTable(r, { by: "foo" })',
    () => formatTable(report, { by: 'foo' }),
    'invalid-option',
    "by: 'foo' is not 'layer' or 'kernel'.",
  ],
  // Beside the ones that were reported.
  [
    'a model that is still loading',
    () => profile(Promise.resolve(model)),
    'invalid-input',
    `${NO_MODEL} a Promise. Await it.`,
  ],
  [
    'count(f, { models: [{}] })',
    () => count(ran, { models: [model, {}] }),
    'invalid-input',
    'models[1] must be a LayersModel (tf.model, tf.sequential, tf.loadLayersModel) or a GraphModel (tf.loadGraphModel), got an empty object. Leave it out: the kernels of everything else are counted all the same.',
  ],
  [
    'a function with a batch',
    () => profile(ran, { batch: 4 }),
    'invalid-option',
    'batch: 4 applies to models, which declare their inputs; a function declares none. Write inputs: [[4, 224, 224, 3]].',
  ],
  [
    'profile(model, { batch: 0 })',
    () => profile(model, { batch: 0 }),
    'invalid-option',
    'batch: 0 is not an integer of at least 1.',
  ],
  [
    'profile(model, { runs: 1.5 })',
    () => profile(model, { runs: 1.5 }),
    'invalid-option',
    'runs: 1.5 is not an integer of at least 0.',
  ],
  [
    'profile(model, { run: 3 })',
    () => profile(model, { run: 3 }),
    'unknown-option',
    `run is not an option of profile(), which takes ${PROFILE_OPTIONS}. Did you mean runs?`,
  ],
  [
    "profile(model, { peaks: 'cache' })",
    () => profile(model, { peaks: 'cache' }),
    'invalid-option',
    "peaks: 'cache' is not true, false, 'cached' or 'refresh'.",
  ],
  [
    'one shape instead of a list',
    () => profile(model, { inputs: [1, 3] }),
    'invalid-option',
    'inputs must hold a shape for each input, got [1, 3]. Write inputs: [[1, 3]].',
  ],
  [
    'a tensor instead of its shape',
    () => profile(model, { inputs: [tensor] }),
    'invalid-option',
    'inputs must hold a shape for each input, got an array of 1. Write inputs: [[1, 224, 224, 3]].',
  ],
  [
    'a formula that is a function',
    () => count(ran, { kernelFormulas: { Mine: () => ({}) } }),
    'invalid-option',
    "kernelFormulas.Mine must be a formula { state: 'counted' | 'zero' | 'unknown', … }, got the function Mine.",
  ],
  [
    'theory with a typo in its format',
    () => theory({ format: 'layer', topology, inputs: [[1, 3]] }),
    'invalid-input',
    `format of an architecture must be 'layers' or 'graph', got 'layer'. Did you mean layers? Write theory(${LAYERS}).`,
  ],
  [
    'parameters of a tensor',
    () => parameters(tensor),
    'invalid-input',
    'parameters() takes a LayersModel or a GraphModel, got a Tensor. Write parameters(model).',
  ],
];

const thrownBy = async (call: () => unknown): Promise<unknown> => {
  try {
    await call();
    return null;
  } catch (error) {
    return error;
  }
};

describe('a mistake in a call', () => {
  it.each(MISTAKES)('%s', async (_, call, code, sentence) => {
    const error = await thrownBy(call);
    expect(error).toBeInstanceOf(TfjsFlopsError);
    expect(error).toMatchObject({ code, message: sentence });
    expect(tf.memory().numTensors).toBe(live);
  });

  it('formatTable({}) says that it takes a report', async () => {
    const error = await thrownBy(() => formatTable({}));
    expect(error).toBeInstanceOf(TfjsFlopsError);
    expect((error as TfjsFlopsError).message).toMatch(
      /formatTable\(\) takes a .*[Rr]eport.* got an empty object/,
    );
  });

  it('of one profile does not hold up the next', async () => {
    const [wrong, right] = [profile(model, { runs: -1 }), face.profile(model, { runs: 0 })];
    await expect(wrong).rejects.toThrow('runs: -1');
    expect((await right).total.residual).toBe(0);
  });
});

describe('profile(model, { batch })', () => {
  it('opens the first size of the inputs', async () => {
    const batch = 4;
    const { inputs, total } = await face.profile(model, { batch, runs: 0 });
    expect(inputs.map(({ shape }) => shape)).toEqual([[batch, 3]]);
    expect(total.counted.multiplyAdds).toBe(batch * 3 * 2);
    expect(total.residual).toBe(0);
  });

  it('is refused beside shapes that are given with another', async () => {
    const inputs = [[5, 3]];
    await expect(face.profile(model, { batch: 4, inputs, runs: 0 })).rejects.toThrow(
      /^batch: 4 does not apply/,
    );
    const report = await face.profile(model, { batch: 5, inputs, runs: 0 });
    expect(report.inputs.map(({ shape }) => shape)).toEqual(inputs);
  });
});

describe('a report', () => {
  it('of count and of profile shows itself', async () => {
    const shown = (of: unknown): string => String(of);
    expect(shown(report)).toBe(face.formatTable(report));
    const profiled = await face.profile(model, { runs: 0 });
    expect(shown(profiled)).toBe(face.formatTable(profiled));
    expect(Object.keys(report)).not.toContain('toString');
  });
});
