/**
 * @file What tfjs's seven optimizers do to each parameter θ with gradient g, from their update rules as tfjs orders
 * them. ε is added to every element; scalars are multiplied into tensors, one multiply an element.
 */
import type * as tf from '@tensorflow/tfjs';
import { OPS, type Op, type OpCounts } from '../../../src/core/ops.ts';

type Some = Partial<Record<Op, number>>;

export interface OptimizerCase {
  readonly name: string;
  make(train: typeof tf.train): tf.Optimizer;
  readonly each: Some;
  /** Scalar operations for each variable. */
  readonly perVariable?: Some;
  /** Scalar operations for each step, of no variable. */
  readonly perStep?: Some;
  /** Variables that it keeps for each one that it updates, made in its first step. */
  readonly slots: number;
}

const RATE = 0.01;

export const OPTIMIZERS: readonly OptimizerCase[] = [
  {
    // θ + (−η)·g
    name: 'sgd',
    make: (train) => train.sgd(RATE),
    each: { multiplies: 1, adds: 1 },
    slots: 0,
  },
  {
    // a = m·a + g; θ + (−η)·a
    name: 'momentum',
    make: (train) => train.momentum(RATE, 0.9),
    each: { multiplies: 2, adds: 2 },
    slots: 1,
  },
  {
    // a = m·a + g; θ + (−η)·(g + a·m)
    name: 'Nesterov momentum',
    make: (train) => train.momentum(RATE, 0.9, true),
    each: { multiplies: 3, adds: 3 },
    slots: 1,
  },
  {
    // a = a + g²; θ + g/√(a + ε)·(−η)
    name: 'adagrad',
    make: (train) => train.adagrad(RATE),
    each: { multiplies: 2, adds: 3, divides: 1, transcendentals: 1 },
    slots: 1,
  },
  {
    // a' = ρ·a + (1−ρ)·g²; u = √(d + ε)/√(a + ε)·g; d' = ρ·d + (1−ρ)·u²; θ + (−η)·u
    name: 'adadelta',
    make: (train) => train.adadelta(RATE),
    each: { multiplies: 8, adds: 5, divides: 1, transcendentals: 2 },
    slots: 2,
  },
  {
    // m = β₁·m + (1−β₁)·g; v = β₂·v + (1−β₂)·g²; θ + (m/b₁)/(√(v/b₂) + ε)·(−η); b = 1 − βᵗ: twice 1 − x and x·β
    name: 'adam',
    make: (train) => train.adam(RATE),
    each: { multiplies: 6, adds: 4, divides: 3, transcendentals: 1 },
    perStep: { multiplies: 2, adds: 2 },
    slots: 2,
  },
  {
    // m = β₁·m + (1−β₁)·g; u = max(β₂·u, |g|); θ + r/b·(m/(u + ε)), r/b anew for each variable;
    // r = −η/(t·decay + 1); b = 1 − β₁ᵗ; t + 1
    name: 'adamax',
    make: (train) => train.adamax(RATE),
    each: { multiplies: 4, adds: 3, divides: 1, comparisons: 2 },
    perVariable: { divides: 1 },
    perStep: { multiplies: 2, adds: 3, divides: 1 },
    slots: 2,
  },
  {
    // s = ρ·s + (1−ρ)·g², which tfjs computes twice; a = m·a + η·g/√(s + ε); θ − a
    name: 'rmsprop',
    make: (train) => train.rmsprop(RATE),
    each: { multiplies: 2 * 3 + 2, adds: 2 * 1 + 3, divides: 1, transcendentals: 1 },
    slots: 2,
  },
  {
    // s = ρ·s + (1−ρ)·g²; h = ρ·h + (1−ρ)·g; a = m·a + η·g/√(s − (h² + ε)); θ − a
    name: 'centred rmsprop',
    make: (train) => train.rmsprop(RATE, 0.9, 0, 1, true),
    each: { multiplies: 3 + 2 + 3, adds: 1 + 1 + 4, divides: 1, transcendentals: 1 },
    slots: 3,
  },
];

/** `times` × the operations, of each kind. */
export const scaled = (...parts: readonly (readonly [times: number, ops: Some | undefined])[]): OpCounts =>
  Object.fromEntries(
    OPS.map((op) => [op, parts.reduce((sum, [times, ops]) => sum + times * (ops?.[op] ?? 0), 0)]),
  ) as OpCounts;
