/**
 * @file Readers of a layer's config in its snake_case spelling. Each throws an Error whose message is the
 * reason that the layer's row then gives for not being derivable.
 */
import type { Parameters } from '../core/parameters.ts';
import type { Json, Shape } from '../core/shape.ts';
import type { LayerConfig } from '../core/theory.ts';

const isPositive = (value: Json | undefined): value is number => Number.isInteger(value) && Number(value) > 0;

const isLength = (value: Json | undefined): value is number => Number.isInteger(value) && Number(value) >= 0;

const wrong = (key: string, expected: string, value: Json | undefined): Error =>
  new Error(`${key} must be ${expected}, got ${JSON.stringify(value) ?? 'nothing'}`);

/** A positive integer; `fallback` where the config has none. */
export function integer(config: LayerConfig, key: string, fallback?: number): number {
  const value = config[key] ?? fallback;
  if (isPositive(value)) return value;
  throw wrong(key, 'a positive integer', value);
}

/** `count` positive integers, one for each axis; a single number stands for all of them. */
export function integers(
  config: LayerConfig,
  key: string,
  count: number,
  fallback?: number,
): readonly number[] {
  const value = config[key] ?? fallback;
  if (isPositive(value)) return Array.from({ length: count }, () => value);
  if (Array.isArray(value) && value.length === count && value.every(isPositive)) return value;
  throw wrong(key, `${count} positive integers`, value);
}

/** Pairs (before, after) for two axes, from `1`, `[1, 2]` or `[[1, 1], [2, 2]]`. */
export function pairs(
  config: LayerConfig,
  key: string,
  fallback?: number,
): readonly (readonly [number, number])[] {
  const value = config[key] ?? fallback;
  const both: readonly Json[] = Array.isArray(value) ? value : [value ?? null, value ?? null];
  return both.map((entry) => {
    const [before, after] = Array.isArray(entry) ? entry : [entry, entry];
    if (both.length === 2 && isLength(before) && isLength(after)) return [before, after];
    throw wrong(key, 'a number, two numbers, or two pairs of numbers', value);
  });
}

/** One of `allowed`, the first of which is the default. */
export function choice<T extends string>(
  config: LayerConfig,
  key: string,
  ...allowed: readonly [T, ...T[]]
): T {
  const value = config[key] ?? allowed[0];
  const found = allowed.find((name) => name === value);
  if (found !== undefined) return found;
  throw wrong(key, allowed.map((name) => `"${name}"`).join(' or '), value);
}

export function flag(config: LayerConfig, key: string, fallback: boolean): boolean {
  const value = config[key] ?? fallback;
  if (typeof value === 'boolean') return value;
  throw wrong(key, 'true or false', value);
}

/** An axis counted from 0, where −1 is the last one. */
export function axisOf(value: Json | undefined, rank: number, key = 'axis'): number {
  const axis = typeof value === 'number' && value < 0 ? value + rank : value;
  if (typeof axis === 'number' && Number.isInteger(axis) && axis >= 0 && axis < rank) return axis;
  throw wrong(key, `an axis of ${rank} dimensions`, value);
}

/**
 * Refuses what tfjs-layers 4.22 reads past: the architecture then says one thing and the model does another.
 */
export function refuseIgnored(config: LayerConfig, key: string, ignoredBy = 'tfjs-layers ignores'): void {
  const value = config[key] ?? null;
  const harmless = value === null || [value].flat().every((entry) => entry === 1);
  if (!harmless) throw new Error(`${key} is ${JSON.stringify(value)}, which ${ignoredBy}`);
}

/** The single input of a layer, of the given rank where one is required. */
export function only(inputs: readonly Shape[], rank?: number): Shape {
  const [input, ...others] = inputs;
  if (input === undefined || others.length > 0) throw new Error(`it takes one input, got ${inputs.length}`);
  return ofRank(input, rank);
}

export function ofRank(input: Shape, rank: number | undefined): Shape {
  if (rank === undefined || input.length === rank) return input;
  throw new Error(`it takes an input of rank ${rank}, got [${input.join(', ')}]`);
}

/** Size of one dimension. @throws where the shape has no such axis */
export function dim(shape: Shape, axis: number): number {
  const size = shape.at(axis);
  if (size !== undefined) return size;
  throw new Error(`its input [${shape.join(', ')}] has no axis ${axis}`);
}

/** Of a layer and what it wraps: `partly` where some of its variables are frozen and others not, which only a live layer says. */
export function trainableOf(...configs: readonly LayerConfig[]): boolean | 'partly' {
  const isPart = configs.some((config) => config['trainable'] === 'partly');
  const others = configs.filter((config) => config['trainable'] !== 'partly');
  return others.every((config) => flag(config, 'trainable', true)) && (isPart ? 'partly' : true);
}

/**
 * The parameters that a layer owns. `config.trainable` false freezes the trainable ones; moving statistics
 * were never trainable and therefore are not frozen.
 */
export function owned(config: LayerConfig, weights: number, statistics = 0): Parameters {
  if (trainableOf(config) === 'partly')
    return { trainable: null, nonTrainable: null, frozen: 0, total: weights + statistics };
  const frozen = flag(config, 'trainable', true) ? 0 : weights;
  return {
    trainable: weights - frozen,
    nonTrainable: statistics + frozen,
    frozen,
    total: weights + statistics,
  };
}

/** One bias for each of `outputs`, none where the config says so. */
export const biases = (config: LayerConfig, outputs: number): number =>
  flag(config, 'use_bias', true) ? outputs : 0;
