/**
 * @file TensorFlow's functions as files name them, and the operation that each one is: its arguments in TensorFlow's
 * order and names, `theirs:ours=default`. `!name=value` is an argument that must have that value, `~name` one that
 * changes nothing of what tfjs computes.
 */
import type { Json } from '../../core/shape.ts';

interface Parameter {
  readonly ours: string;
  /** `undefined` where it must be given. */
  readonly preset: Json | undefined;
}

export interface Signature {
  readonly operation: string;
  /** The argument that stands before the others. */
  readonly first: string;
  /** By TensorFlow's name. */
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly fixed: ReadonlyMap<string, Json>;
  readonly ignored: ReadonlySet<string>;
}

const of = (names: string, written: string): string =>
  names
    .split(' ')
    .map((name) => `${name} ${name} ${written}`)
    .join('\n');

const REDUCED = 'input_tensor:x axis=null keepdims=false';

/** The function's name without its module, the operation, its arguments. */
const WRITTEN = `
transpose transpose a:x perm=null !conjugate=false
reshape reshape tensor:x shape
cast cast x dtype
shape shape input:x ~out_type ~optimize
pad pad tensor:x paddings mode="CONSTANT" constant_values:value=0
concat concat values:list axis
stack stack values:list axis=0
unstack unstack value:x num=null axis=0
split split value:x num_or_size_splits:parts axis=0 ~num
expand_dims expandDims input:x axis !dim=null
squeeze squeeze input:x axis=null !squeeze_dims=null
tile tile input:x multiples:reps
repeat repeat input:x repeats:times axis
broadcast_to broadcastTo input:x shape
gather gather params:x indices axis=0 !batch_dims=0 ~validate_indices
matmul matMul a b transpose_a:turned=false transpose_b:flipped=false !adjoint_a=false !adjoint_b=false !a_is_sparse=false !b_is_sparse=false !output_type=null
add add x y
subtract sub x y
multiply mul x y
divide div x y
truediv div x y
realdiv div x y
floordiv floorDiv x y
floormod mod x y
maximum maximum x y
minimum minimum x y
pow pow x y
squared_difference squaredDifference x y
${of('greater less equal', 'x y')}
greater_equal greaterEqual x y
less_equal lessEqual x y
not_equal notEqual x y
where where condition x y
bias_add add value:x bias:y !data_format="NHWC"
reduce_mean mean ${REDUCED}
reduce_sum sum ${REDUCED}
reduce_max max ${REDUCED}
reduce_min min ${REDUCED}
reduce_prod prod ${REDUCED}
reduce_variance variance ${REDUCED}
reduce_std deviation ${REDUCED}
argmax argMax input:x axis=0 ~output_type
${of('abs exp log sqrt rsqrt square reciprocal sin cos erf floor ceil round sign log1p expm1 tanh sigmoid', 'x')}
negative neg x
zeros_like zerosLike input:x ~dtype ~optimize ~layout
ones_like onesLike input:x ~dtype ~optimize ~layout
relu relu features:x !alpha=0 !negative_slope=0 !max_value=null !threshold=0
elu elu features:x !alpha=1
${of('relu6 selu softplus', 'features:x')}
softmax softmax logits:x axis=-1
log_softmax logSoftmax logits:x axis=-1
gelu gelu features:x approximate=false
leaky_relu leakyRelu features:x alpha=0.2
hard_sigmoid hardSigmoid x
hard_swish hardSwish x
mish mish x
l2_normalize l2Normalize x axis=null epsilon=1e-12 !dim=null
clip_by_value clip t:x clip_value_min:least clip_value_max:most
resize resize images:x size:to method="bilinear" !preserve_aspect_ratio=false !antialias=false
depth_to_space depthToSpace input:x block_size:block !data_format="NHWC"
space_to_depth spaceToDepth input:x block_size:block !data_format="NHWC"
roll roll input:x shift axis
avg_pool avgPool input:x ksize:window strides padding !data_format="NHWC"
max_pool maxPool input:x ksize:window strides padding !data_format="NHWC"
one_hot oneHot indices depth !on_value=1 !off_value=0 !axis=null ~dtype
getitem slice x slice_spec:spec !var=null
`;

function parse(line: string): readonly [string, Signature] {
  const [name = '', operation = '', ...tokens] = line.split(' ');
  const parameters = new Map<string, Parameter>();
  const fixed = new Map<string, Json>();
  const ignored = new Set(['name']);
  for (const token of tokens) {
    const [head = '', preset] = token.split('=');
    const value = preset === undefined ? undefined : (JSON.parse(preset) as Json);
    const [theirs = '', ours = theirs] = head.split(':');
    if (head.startsWith('~')) ignored.add(head.slice(1));
    else if (head.startsWith('!')) fixed.set(head.slice(1), value ?? null);
    else parameters.set(theirs, { ours, preset: value });
  }
  const [first = ''] = parameters.keys();
  return [name, { operation, first, parameters, fixed, ignored }];
}

const SIGNATURES: ReadonlyMap<string, Signature> = new Map(WRITTEN.trim().split('\n').map(parse));

const ALIASES: Readonly<Record<string, string>> = {
  swish: 'silu',
  hard_silu: 'hard_swish',
  linear: 'identity',
  stop_gradient: 'identity',
  exponential: 'exp',
  mod: 'floormod',
  neg: 'negative',
  sub: 'subtract',
  mul: 'multiply',
  div: 'divide',
  mean: 'reduce_mean',
  sum: 'reduce_sum',
  max: 'reduce_max',
  min: 'reduce_min',
  prod: 'reduce_prod',
  var: 'reduce_variance',
  std: 'reduce_std',
  argmax_v2: 'argmax',
  where_v2: 'where',
  avg_pool2d: 'avg_pool',
  max_pool2d: 'max_pool',
  concatenate: 'concat',
  permute_dimensions: 'transpose',
};

/** Modules whose functions of one name are the same: `nn.relu`, `keras.activations.relu`. */
const MODULES =
  /^(?:compat\.v1\.|compat\.v2\.|keras\.|tf\.|_api\.v2\.)*(?:math|nn|linalg|image|activations|backend|__operators__)?\.?(?=\w+$)/;

/** The function without its module: `transpose` of `compat.v1.transpose`; a name that is no function's is left whole. */
export function plainName(called: string): string {
  const name = called.replace(MODULES, '');
  return Object.hasOwn(ALIASES, name) ? ALIASES[name]! : name;
}

/** `undefined` for a function that is not known here. */
export const signatureOf = (called: string): Signature | undefined => SIGNATURES.get(plainName(called));
