/** @file The operations of Keras 3 as TensorFlow's functions: what their configs call the arguments. */
import { snakeCase } from './fields.ts';

interface Function {
  readonly called: string;
  /** TensorFlow's names of what the config holds under others. */
  readonly names?: Readonly<Record<string, string>>;
}

const plain = (classes: string): Readonly<Record<string, Function>> =>
  Object.fromEntries(classes.split(' ').map((name) => [name, { called: snakeCase(name) }]));

/** By class name. */
export const KERAS_3_FUNCTIONS: Readonly<Record<string, Function>> = {
  ...plain(
    'Add Subtract Multiply Divide Maximum Minimum Exp Log Sqrt Rsqrt Square Reciprocal Sin Cos Erf Floor Ceil',
  ),
  ...plain(
    'Round Sign Log1p Expm1 Negative Abs Greater GreaterEqual Less LessEqual Equal NotEqual Where Matmul',
  ),
  ...plain(
    'ExpandDims Squeeze Stack Mean Sum Max Min Prod Argmax LogSoftmax Gelu Cast Repeat BroadcastTo ZerosLike',
  ),
  TrueDivide: { called: 'divide' },
  FloorDivide: { called: 'floordiv' },
  Mod: { called: 'mod' },
  Power: { called: 'pow' },
  Absolute: { called: 'abs' },
  Var: { called: 'var' },
  Std: { called: 'std' },
  HardSilu: { called: 'hard_swish' },
  HardSwish: { called: 'hard_swish' },
  Transpose: { called: 'transpose', names: { axes: 'perm' } },
  Reshape: { called: 'reshape', names: { newshape: 'shape' } },
  Split: { called: 'split', names: { indices_or_sections: 'num_or_size_splits' } },
  LeakyRelu: { called: 'leaky_relu', names: { negative_slope: 'alpha' } },
  Tile: { called: 'tile', names: { repeats: 'multiples' } },
  Clip: { called: 'clip_by_value', names: { x_min: 'clip_value_min', x_max: 'clip_value_max' } },
  Take: { called: 'gather' },
  GetItem: { called: 'getitem' },
};
