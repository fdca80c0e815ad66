/** @file The table against the kernel names that tfjs-core itself exports. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { FORMULAS } from '../../src/formulas/table.ts';

/** tfjs-core declares each kernel's name as a constant in kernel_names.d.ts and exports it from its root. */
function kernelNames(): string[] {
  const root = createRequire(import.meta.url).resolve('@tensorflow/tfjs-core/package.json');
  const declarations = readFileSync(new URL('dist/kernel_names.d.ts', `file://${root}`), 'utf8');
  const constants = [...declarations.matchAll(/^export declare const (\w+) = "(\w+)";$/gm)];
  const exported: Readonly<Record<string, unknown>> = { ...tf };
  return constants.map(([, constant = '', name = '']) => {
    expect(exported[constant]).toBe(name);
    return name;
  });
}

describe('the table of formulas', () => {
  const names = kernelNames();

  it('has a state for each of the 180 kernels that tfjs-core names', () => {
    expect(new Set(names).size).toBe(180);
    expect(names.filter((name) => FORMULAS[name] === undefined)).toEqual([]);
  });

  it('has no name that tfjs-core lacks', () => {
    const known = new Set(names);
    expect(Object.keys(FORMULAS).filter((name) => !known.has(name))).toEqual([]);
  });

  it('says why where a kernel is unknown, and where an equation comes from', () => {
    for (const formula of Object.values(FORMULAS)) {
      if (formula?.state === 'unknown') expect(formula.why).not.toBe('');
      if (formula?.state === 'counted') expect(formula.source).not.toBe('');
    }
  });
});
