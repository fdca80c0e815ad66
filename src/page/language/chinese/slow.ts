/** @file What findings about time say: what is slow, why, and what helps. */
import type { Entry } from '../reader.ts';

export const SLOW: readonly Entry[] = [
  ['arithmetic', '运算'],
  ['launching', '启动'],
  [
    '{n} batch norm(s) run right after a convolution: {n} of all operations.',
    '{1} 个批归一化紧接卷积之后运行：占全部运算的 {2}。',
  ],
  [
    'Batch norm takes {n} of kernel time for {n} of the operations, at {n} of what {t} allows here: {n} call(s) right after a convolution.',
    '批归一化占内核时间的 {1}，占运算的 {2}，达到此处{4}所允许的 {3}：{5} 次调用紧接卷积之后。',
  ],
  [
    'Batch norm takes {n} of kernel time for {n} of the operations: {n} call(s) right after a convolution.',
    '批归一化占内核时间的 {1}，占运算的 {2}：{3} 次调用紧接卷积之后。',
  ],
  [
    'At inference its factors are constants, which the filter and bias of the convolution could hold.',
    '推理时其系数是常数，可以并入卷积的滤波器与偏置。',
  ],
  [
    'Fold it once, where the weights come from: multiply the filter by γ ÷ √(variance + ε), and take γ and β into a bias.',
    '在权重的来源处一次折叠：滤波器乘以 γ ÷ √(方差 + ε)，并把 γ 与 β 并入偏置。',
  ],
  [
    '{n} depthwise convolution(s) ({}) executed {n} multiplies where the formula has {n}, {}× as many.',
    '{1} 次逐通道卷积（{2}）执行了 {3} 次乘法，公式为 {4} 次，是其 {5} 倍。',
  ],
  [
    'XNNPACK has depthwise kernels for 3, 4, 9 and 25 taps and one filter a channel; others run as matrix products of few columns, most of whose tile is thrown away.',
    'XNNPACK 只有 3、4、9、25 个抽头且每通道一个滤波器的逐通道内核；其余按列数很少的矩阵乘积运行，分块的大部分结果被丢弃。',
  ],
  [
    'The depthwise kernels of XNNPACK compute several channels at a time, whether or not there are as many.',
    'XNNPACK 的逐通道内核一次计算多个通道，不论是否有那么多。',
  ],
  [
    'Take 3×3 or 5×5 windows and a depth multiplier of 1, or a full convolution if it is as cheap then.',
    '采用 3×3 或 5×5 窗口且深度乘数为 1；若开销相当，也可用普通卷积。',
  ],
  [
    'Where you can choose, give these layers a multiple of 4 channels.',
    '若可选择，令这些层的通道数为 4 的倍数。',
  ],
  [
    '{n} batched or transposed matrix product(s) ran at {} G/s, dense ones at {} G/s, and took {n} of kernel time.',
    '{1} 次成批或转置的矩阵乘积以 {2} G/s 运行，普通的为 {3} G/s，占内核时间的 {4}。',
  ],
  [
    '{n} batched or transposed matrix product(s) ran at {} G/s, dense ones reach {} G/s here, and took {n} of kernel time.',
    '{1} 次成批或转置的矩阵乘积以 {2} G/s 运行，普通的在此可达 {3} G/s，占内核时间的 {4}。',
  ],
  [
    'The wasm backend gives XNNPACK single, untransposed matrices only and loops over the others.',
    'wasm 后端只把单个、未转置的矩阵交给 XNNPACK，其余用循环计算。',
  ],
  [
    'Where you can change the code, transpose first, multiply the matrices of a batch one by one and stack the results: measured, that is {} times as fast or more for {}.',
    '若可改代码：先转置，把一批矩阵逐个相乘再堆叠结果；对 {2}，实测快 {1} 倍以上。',
  ],
  [
    'Where you can change the code, multiply the matrices of a batch one by one and stack the results: measured, that is {} times as fast or more for {}.',
    '若可改代码：把一批矩阵逐个相乘再堆叠结果；对 {2}，实测快 {1} 倍以上。',
  ],
  [
    'Where you can change the code, transpose first: measured, that is {} times as fast or more for {}.',
    '若可改代码：先转置；对 {2}，实测快 {1} 倍以上。',
  ],
  [
    'Its time goes into moving data or into single operations, none of it into products that are summed.',
    '其时间用于搬运数据或单项运算，没有用于乘积求和。',
  ],
  [
    'See whether the layer can do without it, and how another backend runs it.',
    '看该层能否不用它，以及其他后端如何运行。',
  ],
  [
    'The kernel itself is slow: neither its arithmetic nor the bytes that it moves explain its time.',
    '内核本身慢：其运算与搬运的字节都无法解释其时间。',
  ],
  [
    'Move fewer: leave the layer out, fuse it with its neighbour, or shrink what it works on.',
    '减少搬运：去掉该层，与相邻层融合，或缩小其处理的数据。',
  ],
  [
    'Make fewer and larger calls: a larger batch, or joined layers.',
    '减少调用次数、加大每次的量：加大批，或合并层。',
  ],
  [
    'The layer of tfjs-layers expands mean, variance, scale and offset to the size of the input, with Tile.',
    'tfjs-layers 的该层用 Tile 把均值、方差、缩放与偏移扩展到输入的大小。',
  ],
  [
    'Convert to a graph model, whose layer norm broadcasts them: {}.',
    '转换为图模型，其层归一化会广播它们：{1}。',
  ],
  [
    '{} takes {n} of kernel time for {n} of the operations, most of it in {}, at {n} of what {t} allows here.',
    '{1} 占内核时间的 {2}，占运算的 {3}，多在 {4} 中，达到此处{6}所允许的 {5}。',
  ],
  [
    '{} takes {n} of kernel time for {n} of the operations, at {n} of what {t} allows here.',
    '{1} 占内核时间的 {2}，占运算的 {3}，达到此处{5}所允许的 {4}。',
  ],
  [
    '{} takes {n} of kernel time for {n} of the operations, most of it in {}.',
    '{1} 占内核时间的 {2}，占运算的 {3}，多在 {4} 中。',
  ],
];
