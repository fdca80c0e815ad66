/** @file Calls that programs of tfjs-backend-webgl and tfjs-backend-webgpu 4.22 cannot be written for. */
import type { KernelCall } from '../../core/kernel-call.ts';
import { sizeOf } from '../../core/shape.ts';
import { inputsOf, inputNamed, rankOf, takes, upToRank, type Refusal, type Refusals } from './rule.ts';

/** Coordinates have names for so many axes. */
const MOST_AXES = 6;

/** Kernels that run no program: they name data anew. */
const VIEWS: ReadonlySet<string> = new Set(['Reshape', 'Identity', 'ExpandDims']);

/** Tensors that are smaller and still on the host are computed there; what they have fewer of on either backend. */
const ON_HOST_VALUES: Readonly<Record<string, number>> = { webgl: 128, webgpu: 1_000 };

/** Whether a call may run on the host, for which no program is written. */
export const mayRunOnHost = (backend: string, call: KernelCall): boolean =>
  inputsOf(call).every(({ shape }) => sizeOf(shape) < (ON_HOST_VALUES[backend] ?? 0));

/** Of any kernel that runs a program. */
export function tooManyAxes(call: KernelCall): string | null {
  if (VIEWS.has(call.kernel)) return null;
  const most = Math.max(...[...inputsOf(call), ...call.outputs].map(rankOf));
  return most > MOST_AXES ? `takes ${MOST_AXES} axes at most, and not ${most}` : null;
}

const upTo4 = upToRank(4);

/** They give as many matrices as the factor with more has, and then name them anew. */
const oneBatchOfAll: Refusal = (call) => {
  const matrices = sizeOf(call.outputs[0].shape.slice(0, -2));
  const most = Math.max(
    ...['a', 'b'].map((name) => sizeOf(inputNamed(call, name)?.shape.slice(0, -2) ?? [])),
  );
  return matrices === most ? null : `makes ${most} products and not ${matrices}, where both batches repeat`;
};

const BOTH: Refusals = {
  BatchMatMul: oneBatchOfAll,
  _FusedMatMul: oneBatchOfAll,
  Select: upToRank(4, 't'),
  Cumsum: upTo4,
  Cumprod: upTo4,
  SpaceToBatchND: upTo4,
  BatchToSpaceND: upTo4,
};

export const WEBGL_REFUSALS: Refusals = { ...BOTH, Reverse: upTo4 };

/** It writes the last four sizes alone; what is before them may only be 1. */
const lastFour: Refusal = (call) => {
  const { shape } = inputNamed(call, 'x') ?? { shape: [] };
  return sizeOf(shape.slice(0, -4)) === 1 ? null : upTo4(call);
};

const numbers = takes(['float32', 'int32'], ['x']);

export const WEBGPU_REFUSALS: Refusals = {
  ...BOTH,
  Reverse: lastFour,
  UnsortedSegmentSum: numbers,
  Dilation2DBackpropInput: numbers,
  Dilation2DBackpropFilter: numbers,
};
