/** @file The operands that several commands share. */
import type { Operand } from './command.ts';

export const MODEL = {
  name: 'MODEL',
  says: 'a model.json, its folder or URL; a module (.mjs, .js, .cjs, .ts) that exports a model or a function; or a network of the zoo by name, in other dimensions as vit:16,depth=24',
  list: 'models',
} as const satisfies Operand;

export const MODEL_OR_REPORT = {
  ...MODEL,
  says: `${MODEL.says}; or a report that profile --json wrote`,
} as const satisfies Operand;
