/** @file Every kernel that a backend of tfjs 4.22 dispatches, with its rule. */
import type { ShapeRules } from './rule.ts';
import { CREATION } from './rules/creation.ts';
import { DEPENDENT } from './rules/dependent.ts';
import { ELEMENTWISE } from './rules/elementwise.ts';
import { IMAGE } from './rules/image.ts';
import { LOOKUP } from './rules/lookup.ts';
import { PART } from './rules/part.ts';
import { PRODUCT } from './rules/product.ts';
import { REARRANGE } from './rules/rearrange.ts';
import { REDUCTION } from './rules/reduction.ts';
import { WINDOW } from './rules/window.ts';

export const SHAPE_RULES: ShapeRules = {
  ...ELEMENTWISE,
  ...REDUCTION,
  ...PRODUCT,
  ...WINDOW,
  ...REARRANGE,
  ...PART,
  ...LOOKUP,
  ...IMAGE,
  ...CREATION,
  ...DEPENDENT,
};

/** Kernels for which a rule of ours is known. */
export const hasShapeRule = (kernel: string): boolean => Object.hasOwn(SHAPE_RULES, kernel);

/** Kernels whose sizes follow from values: a rule gives their bound alone. */
export const dependsOnValues = (kernel: string): boolean => Object.hasOwn(DEPENDENT, kernel);
