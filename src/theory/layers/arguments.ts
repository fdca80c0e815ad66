/** @file The arguments of a function that a file calls as a layer, by name. */
import { isObject, type Json, type Shape } from '../../core/shape.ts';
import type { LayerConfig } from '../../core/theory.ts';
import { axisOf, dim } from '../config.ts';

/** The arguments of one call. */
export class Arguments {
  readonly #takes: { readonly [name: string]: Json };
  readonly #inputs: readonly Shape[];

  constructor(config: LayerConfig, inputs: readonly Shape[]) {
    const takes = config['takes'];
    if (!isObject(takes)) throw new Error('its config does not say what it takes');
    this.#takes = takes;
    this.#inputs = inputs;
  }

  value = (name: string): Json => this.#takes[name] ?? null;

  isTrue = (name: string): boolean => this.#takes[name] === true;

  /** Of an input, or of a constant. */
  shape(name: string): Shape {
    return this.shapeOf(this.value(name));
  }

  shapes(name: string): readonly Shape[] {
    const list = this.value(name);
    return Array.isArray(list) ? (list as readonly Json[]).map((entry) => this.shapeOf(entry)) : [];
  }

  shapeOf(value: Json): Shape {
    if (isObject(value) && 'input' in value) return this.#input(value['input']);
    return Array.isArray(value) ? [value.length, ...this.shapeOf((value as readonly Json[])[0] ?? 0)] : [];
  }

  #input(index: Json | undefined): Shape {
    const shape = this.#inputs[Number(index)];
    if (shape === undefined) throw new Error(`it has no input ${JSON.stringify(index)}`);
    return shape;
  }

  /** A whole number, or a size of an input; what an input holds is not in its shape. */
  number(value: Json): number {
    if (isObject(value) && 'size' in value) return dim(this.#input(value['size']), Number(value['axis']));
    if (typeof value === 'number') return value;
    throw new Error('its shape depends on the values of an input');
  }

  numbers(name: string): readonly number[] {
    const value = this.value(name);
    return (Array.isArray(value) ? (value as readonly Json[]) : [value]).map((entry) => this.number(entry));
  }

  /** Axes of the input `x` from 0; all of them where none are named. */
  axes(name: string, rank: number): ReadonlySet<number> {
    if (this.value(name) === null) return new Set(Array.from({ length: rank }, (_, axis) => axis));
    return new Set(this.numbers(name).map((axis) => axisOf(axis, rank)));
  }
}
