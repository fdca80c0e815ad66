/** @file Every kernel call of a real run against its rule: shape and dtype of each output. */
import type { Described, ShapeRules } from '../../src/shape/rule.ts';
import { dependsOnValues, SHAPE_RULES } from '../../src/shape/table.ts';
import { kernelName, observeKernels } from '../../src/trace/tap.ts';

/** An outermost kernel call that ran. */
export interface Ran {
  readonly kernel: string;
  readonly inputs: object;
  readonly attrs: object;
  /** `float32[2,3] int32[2]` */
  readonly outputs: string;
}

export const listed = (outputs: object): readonly Described[] =>
  (Array.isArray(outputs) ? outputs : [outputs]) as readonly Described[];

export const written = (outputs: object): string =>
  listed(outputs)
    .map(({ shape, dtype }) => `${dtype}[${shape.join(',')}]`)
    .join(' ');

/** Records kernel calls from now on. @returns what stops it */
export function recordCalls(): () => readonly Ran[] {
  const calls: Ran[] = [];
  const stop = observeKernels({
    enter() {},
    leave() {},
    record(number, inputs, attrs = {}, outputs) {
      calls.push({ kernel: kernelName(number), inputs, attrs, outputs: written(outputs) });
    },
  });
  return () => {
    stop();
    return calls;
  };
}

/** What a rule says of a call; a refusal is an answer as well. */
function said(rules: ShapeRules, { kernel, inputs, attrs }: Ran): string {
  const rule = rules[kernel];
  if (rule === undefined) return 'no rule';
  try {
    return written(rule(inputs, attrs));
  } catch (error) {
    return `refused: ${String(error)}`;
  }
}

const described = (input: unknown): string => {
  if (Array.isArray(input)) return input.map(described).join(' ');
  return typeof input === 'object' && input !== null && 'shape' in input ? written(input) : typeof input;
};

/** Calls of which a rule says otherwise, a sentence each; what depends on values has no rule. */
export const differences = (calls: readonly Ran[], rules: ShapeRules = SHAPE_RULES): readonly string[] =>
  calls.flatMap((call) => {
    if (dependsOnValues(call.kernel)) return [];
    const rule = said(rules, call);
    if (rule === call.outputs) return [];
    const inputs = Object.entries(call.inputs).map(([name, input]) => `${name} ${described(input)}`);
    const attrs = JSON.stringify(call.attrs);
    return [`${call.kernel}(${inputs.join(', ')}; ${attrs}): ${call.outputs}, by its rule ${rule}`];
  });
