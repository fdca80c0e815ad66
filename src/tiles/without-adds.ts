/**
 * @file Kernels without floating-point adds, in the formula and in the backend alike: products, divisions,
 * comparisons, selections, moves.
 */
export const WITHOUT_ADDS: readonly string[] = [
  'Relu Relu6 LeakyRelu Step ClipByValue Abs Sign Square Sqrt Rsqrt Reciprocal',
  'Multiply RealDiv FloorDiv Maximum Minimum BitwiseAnd',
  'Equal NotEqual Less LessEqual Greater GreaterEqual Select IsNan IsInf IsFinite',
  'LogicalAnd LogicalOr LogicalXor LogicalNot',
  'Max Min Prod ArgMax ArgMin All Any Cumprod TopK SearchSorted MaxPool3D MaxPoolWithArgmax',
  'Identity Reshape ExpandDims Cast Transpose Slice StridedSlice Concat Pack Unpack SplitV Tile',
  'PadV2 MirrorPad Reverse GatherV2 GatherNd TensorScatterUpdate SparseToDense SparseFillEmptyRows',
  'SparseReshape BatchToSpaceND SpaceToBatchND DepthToSpace BroadcastArgs FlipLeftRight Unique',
  'Fill OnesLike ZerosLike OneHot Diag StringNGrams StringSplit StringToHashBucketFast',
].flatMap((names) => names.split(' '));
