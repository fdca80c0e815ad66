/** @file The stem of a layer's name: what a converter, a wrapper or a fused operation leaves of it. */
import type { LayerRow } from '../core/report.ts';

/** What Keras and the converter add to the name of the layer that a fused node begins with. */
const ADDED =
  /[_-]?(?:relu6?|relu|bn|batch_?norm(?:alization)?|activation|act|swish|silu|gelu|sigmoid|tanh|bias_?add)$/i;

/** Ops as the last step of a node's name: `Conv1_relu/Relu6`, `predictions/MatMul_1`. */
const isOp = (step: string): boolean =>
  /^(?:[A-Z][A-Za-z0-9]*(?:_\d+)?|depthwise(?:_\d+)?|separable_conv2d(?:_\d+)?|convolution(?:_\d+)?)$/.test(
    step,
  );

/** `Conv1_relu/Relu6`, `model/Conv1` and `Conv1` have one stem; that of a row without a name is empty. */
export function stemOf({ path, kind }: Pick<LayerRow, 'path' | 'kind'>): string {
  const steps = kind === 'node' && path.length > 1 && isOp(path.at(-1)!) ? path.slice(0, -1) : path;
  const last = steps.at(-1) ?? '';
  const bare = last.replace(ADDED, '');
  return (bare === '' ? last : bare).toLowerCase();
}
