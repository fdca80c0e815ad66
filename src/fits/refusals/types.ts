/** @file What kernels do with complex numbers and strings: few take them, and some throw only where a GPU is asked. */
import type { KernelCall } from '../../core/kernel-call.ts';
import { inputsOf } from './rule.ts';

/** `null`: it takes them. */
type Taking = 'refuses' | 'not-known' | null;

/** Kernels that take parts of complex numbers, or work on each part. */
const TAKE_COMPLEX: ReadonlySet<string> = new Set([
  'Add',
  'Cast',
  'Complex',
  'ComplexAbs',
  'Concat',
  'ExpandDims',
  'FFT',
  'IFFT',
  'Identity',
  'Imag',
  'Multiply',
  'OnesLike',
  'Pack',
  'Real',
  'Reshape',
  'Sub',
  'ZerosLike',
]);

/** On cpu these move or place elements, and do not ask what they are. */
const ASK_NOTHING_ON_CPU: ReadonlySet<string> = new Set([
  'Bincount',
  'BroadcastArgs',
  'CropAndResize',
  'DenseBincount',
  'DepthToSpace',
  'Diag',
  'FlipLeftRight',
  'GatherNd',
  'RotateWithOffset',
  'ScatterNd',
  'SparseToDense',
  'TensorScatterUpdate',
  'Transform',
]);

/** By way of a cast, which keeps the real part. */
const CAST_ON_CPU: ReadonlySet<string> = new Set(['Mean']);

/** A slice of a texture copies nothing where it can. */
const ASK_NOTHING_ON_WEBGL: ReadonlySet<string> = new Set(['Slice', 'SplitV', 'Unpack', 'StridedSlice']);

const TAKE_STRINGS: ReadonlySet<string> = new Set([
  'Concat',
  'ExpandDims',
  'Identity',
  'Pack',
  'Reshape',
  'Slice',
  'StaticRegexReplace',
  'StringNGrams',
  'StringSplit',
  'StringToHashBucketFast',
]);

const complexTaking = (backend: string, kernel: string): Taking => {
  if (TAKE_COMPLEX.has(kernel) || (backend === 'cpu' && CAST_ON_CPU.has(kernel))) return null;
  const asksNothing = { cpu: ASK_NOTHING_ON_CPU, webgl: ASK_NOTHING_ON_WEBGL }[backend];
  return asksNothing?.has(kernel) === true ? 'not-known' : 'refuses';
};

/** What a backend does with a call that takes complex numbers or strings, and the type that it is about. */
export function unusualType(
  backend: string,
  call: KernelCall,
): { readonly dtype: 'complex64' | 'string'; readonly taking: 'refuses' | 'not-known' } | null {
  const types = new Set(inputsOf(call).map(({ dtype }) => dtype));
  if (types.has('complex64')) {
    const taking = complexTaking(backend, call.kernel);
    return taking === null ? null : { dtype: 'complex64', taking };
  }
  return types.has('string') && !TAKE_STRINGS.has(call.kernel)
    ? { dtype: 'string', taking: 'not-known' }
    : null;
}
