/**
 * @file Values that somebody reads. Graphs compute shapes from shapes; what follows from known tensors alone is computed
 * by the kernels of the cpu backend, when it is read and not before.
 */
import {
  engine,
  findBackend,
  getKernelsForBackend,
  util,
  type BackendValues,
  type KernelBackend,
  type KernelConfig,
  type Tensor,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { TfjsFlopsError } from '../core/errors.ts';
import { isReadableNow } from '../core/readable-now.ts';
import type { DType, Shape } from '../core/shape.ts';
import { product } from './axes.ts';
import { Data, everyInput, isPending, kept, mapInputs, UNKNOWN, type Content, type Pending } from './data.ts';

/** Elements of a tensor whose values are followed: shapes, axes, paddings and small tables. */
const MOST_ELEMENTS = 16_384;

/** What the cpu backend gives that we use. */
interface Cpu extends KernelBackend {
  makeTensorInfo(shape: Shape, dtype: DType, values: BackendValues): TensorInfo;
}

/** An unknown value that was read, and what was taken for it. */
export interface Assumption {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly taken: 0 | 1;
}

/** Small enough to be followed. */
export const isFollowed = (shape: Shape): boolean => product(shape) <= MOST_ELEMENTS;

/** Of a tensor of another backend its own. */
const foreign = (dataId: object): { readonly backend: KernelBackend } | undefined =>
  engine().state.tensorInfo.get(dataId);

const isKnown = ({ dataId, shape }: TensorInfo): boolean =>
  // Of no elements all are known.
  dataId instanceof Data
    ? dataId.content !== UNKNOWN || product(shape) === 0
    : isFollowed(shape) && foreign(dataId) !== undefined;

/**
 * A call that can be computed when it is read; `null` where an input is unknown, or an output too large to be followed, or
 * no cpu kernel is at hand.
 */
export function pendingCall(
  kernel: string,
  inputs: object,
  attrs: object | undefined,
  outputs: readonly { readonly shape: Shape }[],
): Pending | null {
  for (const { shape } of outputs) if (!isFollowed(shape)) return null;
  if (!everyInput(inputs, isKnown)) return null;
  return { kernel, inputs: mapInputs(inputs, kept), attrs, outputs: [] };
}

/** A call whose values are known whatever their number; `null` where they are not. */
export type Repeated = (
  attrs: object,
  output: { readonly shape: Shape; readonly dtype: DType },
) => Pending | null;

/** One value in all places, of kernels that know nothing of their input's values. */
const repeating =
  (value: number): Repeated =>
  (_, { shape, dtype }) =>
    dtype === 'complex64' || dtype === 'string'
      ? null
      : { kernel: 'Fill', inputs: {}, attrs: { shape, value, dtype }, outputs: [] };

/** By kernel; all others give values of no such kind. */
export const REPEATED: Readonly<Record<string, Repeated>> = {
  Fill: (attrs) => ({ kernel: 'Fill', inputs: {}, attrs, outputs: [] }),
  ZerosLike: repeating(0),
  OnesLike: repeating(1),
};

/**
 * What stands for an unknown value: true in a list of flags, so that whatever is selected by it is the most that there can
 * be; false in a single one, so that a loop ends; 0 elsewhere.
 */
export function assumedFor(shape: Shape, dtype: DType): readonly [BackendValues, Assumption] {
  const size = product(shape);
  const taken = dtype === 'bool' && shape.length > 0 ? 1 : 0;
  const assumption: Assumption = { shape, dtype, taken };
  if (dtype === 'string') return [Array.from({ length: size }, () => new Uint8Array()), assumption];
  if (dtype === 'complex64') return [new Float32Array(2 * size), assumption];
  return [util.getTypedArrayFromDType(dtype, size).fill(taken), assumption];
}

interface Filled {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly values: BackendValues;
}

/** One number in all places needs no backend: what an optimizer begins with is read on whichever is loaded. */
function filledBy(attrs: object | undefined): Filled | null {
  const { shape, value, dtype = 'float32' } = attrs as { shape: Shape; value: unknown; dtype?: DType };
  if (typeof value !== 'number' || dtype === 'string' || dtype === 'complex64') return null;
  return { shape, dtype, values: util.getTypedArrayFromDType(dtype, product(shape)).fill(value) };
}

let loadCpu: () => void = () => {};

/** Says how the cpu backend is loaded, for a process that has none until a value is read. */
export function cpuFrom(load: () => void): void {
  loadCpu = load;
}

function cpuBackend(): Cpu | null {
  if (findBackend('cpu') === null) loadCpu();
  return findBackend('cpu') as Cpu | null;
}

const cpuKernels = new Map<string, KernelConfig>();

/** As it is registered: whoever watches the kernels that run must not see those that only compute a shape. */
function cpuKernel(name: string): KernelConfig | undefined {
  if (!cpuKernels.has(name))
    for (const config of getKernelsForBackend('cpu')) cpuKernels.set(config.kernelName, config);
  return cpuKernels.get(name);
}

/** Abs and ComplexAbs give tensors, which the engine has counted, and all others descriptions. */
function release(cpu: Cpu, output: TensorInfo): void {
  if ('dispose' in output) (output as Tensor).dispose();
  else cpu.disposeData(output.dataId, true);
}

/** The values of known tensors; what is unknown is assumed, and `assumed` is told. */
export class Values {
  readonly #assumed: (assumption: Assumption) => void;

  constructor(assumed: (assumption: Assumption) => void) {
    this.#assumed = assumed;
  }

  of(data: Data): BackendValues {
    const { content } = data;
    if (content === UNKNOWN) return this.#assume(data.shape, data.dtype);
    if (!isPending(content)) return content;
    this.#settle(content);
    return data.content as BackendValues;
  }

  /** Runs what a call waits for, inputs first; without recursion, for a loop counter may have any length of history. */
  #settle(last: Pending): void {
    const calls: Pending[] = [last];
    for (let call = calls.at(-1); call !== undefined; call = calls.at(-1)) {
      const waiting: Pending[] = [];
      everyInput(call.inputs, ({ dataId }) => {
        if (dataId instanceof Data && isPending(dataId.content)) waiting.push(dataId.content);
        return true;
      });
      if (waiting.length > 0) {
        calls.push(...waiting);
        continue;
      }
      calls.pop();
      if (call.outputs.some(({ content }) => content === call))
        for (const [i, { values }] of this.run(call.kernel, call.inputs, call.attrs).entries())
          call.outputs[i]!.content = values;
    }
  }

  #assume(shape: Shape, dtype: DType): BackendValues {
    const [values, assumption] = assumedFor(shape, dtype);
    if (product(shape) > 0) this.#assumed(assumption);
    return values;
  }

  #read({ dataId, shape, dtype }: TensorInfo): BackendValues {
    if (dataId instanceof Data) return this.of(dataId);
    try {
      // A GPU that cannot be read at once: not known, then.
      const values = isReadableNow(dataId, engine()) ? foreign(dataId)?.backend.readSync(dataId) : undefined;
      if (values !== undefined) return values;
    } catch {
      // It is lost.
    }
    return this.#assume(shape, dtype);
  }

  /**
   * Runs the cpu kernel on known inputs.
   * @throws TfjsFlopsError `refused-by-backend` without the cpu backend, and what the kernel throws
   */
  run(kernel: string, inputs: object, attrs: object | undefined): readonly Filled[] {
    const filled = kernel === 'Fill' ? filledBy(attrs) : null;
    if (filled !== null) return [filled];
    const cpu = cpuBackend();
    const config = cpu === null ? undefined : cpuKernel(kernel);
    if (cpu === null || config === undefined)
      throw new TfjsFlopsError(
        'refused-by-backend',
        `The value of a ${kernel} is read, and no cpu backend is loaded to compute it`,
        { remedies: ['import @tensorflow/tfjs-backend-cpu', 'leave out what reads it'] },
      );
    const made: TensorInfo[] = [];
    try {
      const copies = mapInputs(inputs, (tensor) => {
        const copy = this.#onCpu(cpu, tensor);
        made.push(copy);
        return copy;
      });
      const result = config.kernelFunc({ inputs: copies as never, attrs: attrs as never, backend: cpu });
      const outputs = Array.isArray(result) ? result : [result];
      made.push(...outputs);
      return outputs.map(({ dataId, shape, dtype }) => ({ shape, dtype, values: cpu.readSync(dataId) }));
    } finally {
      for (const each of made) release(cpu, each);
    }
  }

  #onCpu(cpu: Cpu, tensor: TensorInfo): TensorInfo {
    const { shape } = tensor;
    const values = this.#read(tensor);
    // Some cpu kernels ask their inputs for what only tensors have.
    const like = (info: TensorInfo): TensorInfo =>
      Object.assign(info, { rank: shape.length, size: product(shape) });
    if (tensor.dtype !== 'complex64') return like(cpu.makeTensorInfo(shape, tensor.dtype, values));
    const both = values as Float32Array;
    const part = (first: 0 | 1): TensorInfo =>
      cpu.makeTensorInfo(
        shape,
        'float32',
        both.filter((_, i) => i % 2 === first),
      );
    const complex = cpuKernel('Complex')!;
    const inputs = { real: part(0), imag: part(1) };
    const made = like(complex.kernelFunc({ inputs, attrs: {}, backend: cpu }) as TensorInfo);
    // It has copies of its parts.
    release(cpu, inputs.real);
    release(cpu, inputs.imag);
    return made;
  }
}

/** Values that a caller writes, as long as they are followed. */
export const written = (values: BackendValues | null, shape: Shape): Content =>
  values !== null && isFollowed(shape) ? values : UNKNOWN;
