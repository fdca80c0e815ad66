/**
 * @file Faults planted into the tracing of a step, into formulas and into the derivation that they are held against:
 * each must leave a number that does not agree.
 */
import * as tf from '@tensorflow/tfjs';
import type { Phase } from '../../../src/core/trace.ts';
import { Scopes } from '../../../src/trace/scopes.ts';
import { WeightTable } from '../../../src/trace/weights.ts';
import { replaceWork } from '../../formulas/formula-faults.ts';
import type { StepOptions } from './failures.ts';
import { RULES } from './work.ts';

export interface TrainingFault extends StepOptions {
  readonly name: string;
  /** Breaks a method for all steps; returns what repairs it. */
  readonly plant?: () => () => void;
}

type Method = (...args: never[]) => unknown;

/** Replaces a method of a class by what `broken` makes of it. */
function broken<M extends Method>(prototype: object, name: string, make: (right: M) => M): () => () => void {
  return () => {
    const right = Reflect.get(prototype, name) as M;
    Reflect.set(prototype, name, make(right));
    return () => Reflect.set(prototype, name, right);
  };
}

type MoveTo = (this: Scopes, scope: number, phase: Phase) => void;
const movesTo = (to: (scope: number, phase: Phase) => readonly [number, Phase]): (() => () => void) =>
  broken<MoveTo>(
    Scopes.prototype,
    'moveTo',
    (right) =>
      function (this: Scopes, scope, phase) {
        right.call(this, ...to(scope, phase));
      },
  );

/** Takes one of our own properties away from the engine, while the step is traced. */
const without = (name: string) => (): void => void Reflect.deleteProperty(tf.engine(), name);

/** The same once gradients are there: what only a step's end and its updates need. */
const withoutAfterGradients = (name: string) => (): void => {
  const engine = tf.engine();
  const gradients = Reflect.get(engine, 'gradients') as Method;
  Reflect.set(engine, 'gradients', (...args: never[]) => {
    const result = gradients.apply(engine, args);
    without(name)();
    return result;
  });
};

/** Only the first of a layer's uses reaches the tape that we watch. */
const firstUseOnly = (): void => {
  const engine = tf.engine();
  const watched = Reflect.get(engine, 'addTapeNode') as Method;
  const plain = Reflect.get(Object.getPrototypeOf(engine) as object, 'addTapeNode') as Method;
  const met = new Set<unknown>();
  const addTapeNode = (...args: readonly unknown[]): void => {
    const inputs = Object.values(args[1] as Record<string, { readonly dataId: object }>);
    const again = inputs.some(({ dataId }) => met.has(dataId));
    for (const { dataId } of inputs) met.add(dataId);
    (again ? plain : watched).apply(engine, args as never);
  };
  Reflect.set(engine, 'addTapeNode', addTapeNode);
};

const withoutWork = (kernel: string): StepOptions['kernelFormulas'] => replaceWork(kernel, () => []);

export const trainingFaults = (): readonly TrainingFault[] => [
  { name: 'the tape is not watched', sabotage: without('addTapeNode') },
  { name: 'gradients are not closed', sabotage: without('gradients') },
  { name: 'a layer’s second use is not watched', sabotage: firstUseOnly },
  { name: 'look-ups of variables are not watched', sabotage: withoutAfterGradients('registeredVariables') },
  { name: 'the end of a step is not watched', sabotage: withoutAfterGradients('disposeTensor') },
  { name: 'assignments are not watched', sabotage: without('incRef') },
  {
    name: 'gradients are the optimizer’s',
    plant: movesTo((scope, phase) => [scope, phase === 'backward' ? 'optimizer' : phase]),
  },
  {
    name: 'updates are backward',
    plant: movesTo((scope, phase) => [scope, phase === 'optimizer' ? 'backward' : phase]),
  },
  {
    name: 'the phase is not restored',
    plant: movesTo((scope, phase) => [scope, phase === 'forward' ? 'backward' : phase]),
  },
  {
    name: 'the owner of a gradient is forgotten',
    plant: movesTo((scope, phase) => [phase === 'backward' ? 0 : scope, phase]),
  },
  {
    name: 'variables have no owner',
    plant: broken<(variable: object) => number | undefined>(
      WeightTable.prototype,
      'scopeOf',
      () => () => undefined,
    ),
  },
  {
    name: 'training is no call of the model',
    sabotage: (model) => {
      for (const own of [model, Reflect.get(model, 'model') as object | undefined])
        if (own !== undefined) Reflect.deleteProperty(own, 'makeTrainFunction');
    },
  },
  { name: 'the gradient of a filter is free', kernelFormulas: withoutWork('Conv2DBackpropFilter')! },
  { name: 'the gradient of an image is free', kernelFormulas: withoutWork('Conv2DBackpropInput')! },
  {
    name: 'the gradient of a depthwise filter is free',
    kernelFormulas: withoutWork('DepthwiseConv2dNativeBackpropFilter')!,
  },
  {
    name: 'the gradient of a depthwise input is free',
    kernelFormulas: withoutWork('DepthwiseConv2dNativeBackpropInput')!,
  },
  { name: 'products of gradients are free', kernelFormulas: withoutWork('BatchMatMul')! },
  { name: 'roots are free', kernelFormulas: withoutWork('Sqrt')! },
  {
    name: 'expected: a fused first layer leaves the image’s gradient out',
    rules: {
      ...RULES,
      gradients: (layer) =>
        RULES.gradients(layer) === 2 && layer.name === 'patch_embed' ? 1 : RULES.gradients(layer),
    },
  },
  { name: 'expected: every first layer has one', rules: { ...RULES, gradients: () => 2 } },
  { name: 'expected: a shared layer runs once', rules: { ...RULES, uses: () => 1 } },
];
