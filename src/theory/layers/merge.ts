/**
 * @file Layers that merge several inputs element by element or side by side: no multiply-adds, no parameters.
 */
import type { Shape } from '../../core/shape.ts';
import type { LayerFormulas, LayerFormula } from '../../core/theory.ts';
import { NO_WORK } from '../../core/work.ts';
import { axisOf, dim, owned } from '../config.ts';

const written = (shapes: readonly Shape[]): string =>
  shapes.map((shape) => `[${shape.join(', ')}]`).join(' and ');

/** Sizes from the last axis backwards: equal, or one of them 1, or missing. */
function broadcast(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [one, other] = [a[i - rank + a.length] ?? 1, b[i - rank + b.length] ?? 1];
    if (one !== other && one !== 1 && other !== 1) throw new Error(`${written([a, b])} do not broadcast`);
    return Math.max(one, other);
  });
}

function several(inputs: readonly Shape[]): readonly [Shape, ...Shape[]] {
  const [first, ...others] = inputs;
  if (first === undefined || others.length === 0)
    throw new Error(`it takes two or more inputs, got ${inputs.length}`);
  if (others.some((shape) => shape[0] !== first[0])) throw new Error(`${written(inputs)} differ in batch`);
  return [first, ...others];
}

/** The batch stays apart: inputs of lower rank get their missing axes behind it. */
const elementwise: LayerFormula = (config, inputs) => {
  const [first, ...others] = several(inputs);
  const example = others.reduce((shape, other) => broadcast(shape, other.slice(1)), first.slice(1));
  return { outputs: [[dim(first, 0), ...example]], work: NO_WORK, parameters: owned(config, 0) };
};

const concatenate: LayerFormula = (config, inputs) => {
  const [first, ...others] = several(inputs);
  const axis = axisOf(config['axis'] ?? -1, first.length);
  const elsewhere = (shape: Shape): string => shape.filter((_, i) => i !== axis).join();
  if (others.some((shape) => shape.length !== first.length || elsewhere(shape) !== elsewhere(first))) {
    throw new Error(`${written(inputs)} differ elsewhere than on axis ${axis}`);
  }
  const joined = others.reduce((sum, shape) => sum + dim(shape, axis), dim(first, axis));
  return { outputs: [first.with(axis, joined)], work: NO_WORK, parameters: owned(config, 0) };
};

export const MERGE = {
  Add: elementwise,
  Multiply: elementwise,
  Average: elementwise,
  Maximum: elementwise,
  Minimum: elementwise,
  Concatenate: concatenate,
} satisfies LayerFormulas;
