/** @file One call of a report with all that running it alone needs, or why that is not known. */
import { TfjsFlopsError } from '../core/errors.ts';
import type { KernelCall, TensorSpec } from '../core/kernel-call.ts';
import type { Report } from '../core/report.ts';
import { inputsOf, seenOf, type Attributes } from './attributes/seen.ts';
import { INDEXING, LINE_OF } from './attributes/table.ts';

export interface ReplayInput {
  /** `null` in a list. */
  readonly name: string | null;
  readonly spec: TensorSpec;
  /** All zeros, since integers are places in another tensor. */
  readonly isIndex: boolean;
}

export interface ReplayCall {
  readonly kernel: string;
  readonly inputs: readonly ReplayInput[];
  /** Whether the kernel takes a list and no names. */
  readonly isList: boolean;
  readonly attrs: Attributes;
  /** The names of those that the report does not keep. */
  readonly chosen: readonly string[];
}

const UNFIT =
  'no attributes fit its shapes: they depend on data, or on an option that a report does not keep';

/** Attributes with which the call runs, or why it cannot be run alone. */
function attributesOf(call: KernelCall): Attributes | string {
  if (inputsOf(call).some(([, { dtype }]) => dtype === 'string')) return 'text is no part of a report';
  const line = LINE_OF.get(call.kernel);
  if (line === undefined) return 'its attributes are not known here';
  if (typeof line === 'string') return line;
  try {
    return line(seenOf(call)) ?? UNFIT;
  } catch {
    // A custom kernel of a known name with inputs of other names.
    return UNFIT;
  }
}

/**
 * @param index into `report.calls`
 * @throws TfjsFlopsError `invalid-input` for a call that cannot be run again, with the reason
 */
export function replayCall({ calls, model }: Report, index: number): ReplayCall {
  const call = calls[index];
  if (call === undefined)
    throw new TfjsFlopsError(
      'invalid-input',
      `${model} has no call ${index}: its ${calls.length} distinct calls are numbered from 0.`,
    );
  const { kernel, attrs } = call;
  const made = attributesOf(call);
  if (typeof made === 'string')
    throw new TfjsFlopsError('invalid-input', `Call ${index} (${kernel}) cannot be replayed: ${made}.`, {
      remedies: ['replay another call'],
    });
  // What was not given is `null` in a report.
  const known = Object.fromEntries(Object.entries(attrs).filter(([, value]) => value !== null));
  return {
    kernel,
    inputs: inputsOf(call).map(([name, spec]) => ({
      name,
      spec,
      isIndex: spec.dtype === 'int32' && INDEXING.has(kernel),
    })),
    isList: Array.isArray(call.inputs),
    attrs: { ...made, ...known },
    chosen: Object.keys(made).filter((name) => !(name in known)),
  };
}
