/** @file A module that makes the inputs of one call and runs its kernel alone. */
import { countedIn } from '../core/counted.ts';
import type { CallCost } from '../core/formula.ts';
import type { TensorSpec } from '../core/kernel-call.ts';
import { OP_NAMES, OPS } from '../core/ops.ts';
import type { Report } from '../core/report.ts';
import type { Json } from '../core/shape.ts';
import { visible } from '../core/visible.ts';
import { integer } from '../core/writing.ts';
import { replayCall, type ReplayInput } from './call.ts';

const literal = (value: Json): string => {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  return JSON.stringify(value);
};

const key = (name: string): string => {
  if (/^[a-zA-Z_$][\w$]*$/.test(name) && name !== '__proto__') return name;
  return `[${JSON.stringify(name)}]`;
};

/** From 0 to 1: neither a logarithm nor a root makes NaN of it. */
const uniform = ({ shape }: TensorSpec, seed: number): string =>
  `tf.randomUniform(${literal(shape)}, 0, 1, "float32", ${seed})`;

function tensor({ spec, isIndex }: ReplayInput, seed: number): string {
  const shape = literal(spec.shape);
  switch (spec.dtype) {
    case 'complex64':
      return `tf.complex(${uniform(spec, seed)}, ${uniform(spec, seed + 1)})`;
    case 'bool':
      return `tf.randomUniform(${shape}, 0, 2, "bool", ${seed})`;
    case 'int32':
      // 1 to 9: nothing is divided by 0.
      return isIndex ? `tf.zeros(${shape}, "int32")` : `tf.randomUniform(${shape}, 1, 10, "int32", ${seed})`;
    default:
      return uniform(spec, seed);
  }
}

function costText(cost: CallCost): string {
  if (cost.state === 'unknown') return `operations unknown: ${cost.why}`;
  const counts = countedIn(cost);
  const parts = OPS.filter((op) => counts[op] > 0).map((op) => `${integer(counts[op])} ${OP_NAMES[op]}`);
  return parts.length === 0 ? 'no arithmetic' : parts.join(', ');
}

/** What is said of the call besides: a line of a comment each. */
export interface ReplayOptions {
  readonly notes?: readonly string[] | undefined;
}

/**
 * A module whose default export runs the call alone, on inputs of the same shapes and types.
 * @param index into `report.calls`
 * @throws TfjsFlopsError `invalid-input` for a call that cannot be run again, with the reason
 */
export function replayModule(report: Report, index: number, { notes = [] }: ReplayOptions = {}): string {
  const { kernel, inputs, isList, attrs, chosen } = replayCall(report, index);
  const { tfjs } = report.environment;
  const [open, close] = isList ? '[]' : '{}';
  const comment = [
    `${kernel}, call ${index} of ${report.model}, alone: ${costText(report.costs[index]!)}.`,
    ...notes,
    ...(chosen.length === 0
      ? []
      : [`A report does not keep ${chosen.join(', ')}: chosen here to fit the shapes.`]),
    `Reported on backend ${report.backend}${tfjs === undefined ? '' : `, tfjs ${tfjs}`}.`,
  ];
  return [
    ...comment.map((line) => `// ${visible(line)}`),
    'import * as tf from "@tensorflow/tfjs";',
    '',
    `const inputs = ${open}`,
    ...inputs.map(
      (input, i) => `  ${input.name === null ? '' : `${key(input.name)}: `}${tensor(input, 2 * i + 1)},`,
    ),
    `${close};`,
    'const attrs = {',
    ...Object.entries(attrs).map(([name, value]) => `  ${key(name)}: ${literal(value)},`),
    '};',
    '',
    `export default () => tf.engine().runKernel(${JSON.stringify(kernel)}, inputs, attrs);`,
    'export const dispose = () => tf.dispose(inputs);',
    '',
  ].join('\n');
}
