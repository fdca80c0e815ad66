/** @file The first pass on a GPU: its panel, and the findings on it. */
import type { Entry } from '../reader.ts';

const PANEL: readonly Entry[] = [
  ['The first pass on the GPU', 'GPU 上的首次运行'],
  [
    'It took {n} ms on the host, {n} of it {t}. After it {} are on the GPU, {} of them free and kept.',
    '在主机上用时 {1} ms，其中 {2} 为{3}。之后 GPU 上有 {4}，其中 {5} 空闲并被保留。',
  ],
  ['It took {n} ms on the host, {n} of it {t}.', '在主机上用时 {1} ms，其中 {2} 为{3}。'],
  ['After it {} are on the GPU, {} of them free and kept.', '之后 GPU 上有 {1}，其中 {2} 空闲并被保留。'],
  ['What the first pass was made of', '首次运行的组成'],
  ['Part', '部分'],
  ['of the pass', '占该次运行'],
  ['compiling shaders', '编译着色器'],
  ['copying to the GPU', '复制到 GPU'],
  ['recording kernels', '记录内核'],
  ['kernels on the host', '主机上的内核'],
  ['readbacks within the pass', '运行中的回读'],
  ['kernels on the GPU, until the outputs are read', 'GPU 上的内核，直到读出输出'],
  ['JavaScript between kernels', '内核之间的 JavaScript'],
  ['the profile itself', '剖析本身'],
  ['unnamed', '未命名'],
  ['{n} shader was compiled in {n} ms.', '用 {2} ms 编译了 {1} 个着色器。'],
  ['{n} shaders were compiled in {n} ms.', '用 {2} ms 编译了 {1} 个着色器。'],
  [
    '{n} shaders were compiled in {n} ms, {n} of them for shapes that were new to their layers.',
    '用 {2} ms 编译了 {1} 个着色器，其中 {3} 个因为层遇到了新形状。',
  ],
  ['Shaders that were compiled, by call', '按调用列出编译的着色器'],
  ['shaders', '着色器'],
  ['for a new shape', '因新形状'],
  ['copies to and from the GPU', '与 GPU 之间的复制'],
  ['yes', '是'],
  ['{n} tensor was read back within the pass, in {n} ms.', '运行中回读了 {1} 个张量，用时 {2} ms。'],
  ['{n} tensors were read back within the pass, in {n} ms.', '运行中回读了 {1} 个张量，用时 {2} ms。'],
  ['Readbacks within the pass', '运行中的回读'],
  ['What and where', '内容与位置'],
  ['[{}] outside layers by {} ({n} times)', '[{1}]，在层之外，由 {2}（{3} 次）'],
  ['[{}] outside layers by {}', '[{1}]，在层之外，由 {2}'],
  ['[{}] in {} by {} ({n} times)', '[{1}]，位于 {2}，由 {3}（{4} 次）'],
  ['[{}] in {} by {}', '[{1}]，位于 {2}，由 {3}'],
  ['kernel', '内核'],
  ['output', '输出'],
  ['{n} tensor(s)', '{1} 个张量'],
];

const FINDINGS: readonly Entry[] = [
  [
    'The first pass compiles {n} shaders in {} ms, {} of it: {}.',
    '首次运行编译 {1} 个着色器，用时 {2} ms，占 {3}：{4}。',
  ],
  [
    'Each kind of kernel, and most often each shape, has a shader of its own, compiled when it first runs.',
    '每种内核（往往每种形状）都有自己的着色器，在首次运行时编译。',
  ],
  ['Run the model once on zeros while the page loads.', '在页面加载时先用全零输入运行一次模型。'],
  [
    'In tfjs 4: {}, predict, then {} and {} compiles all of them in parallel.',
    '在 tfjs 4 中：{1}，predict，然后 {2} 与 {3} 会并行编译全部着色器。',
  ],
  [
    'In tfjs 4: {}, predict, then {} compiles all of them in parallel.',
    '在 tfjs 4 中：{1}，predict，然后 {2} 会并行编译全部着色器。',
  ],
  [
    '{n} of {n} shaders were compiled in {} ms since layers ran on other shapes than before: {}.',
    '{2} 个着色器中有 {1} 个因层以新形状运行而编译，用时 {3} ms：{4}。',
  ],
  [
    'On {} a shader holds the shapes that it works on, or what follows from them: another size of the input needs others.',
    '在 {1} 上着色器包含其处理的形状或由此得出的内容：输入尺寸改变就需要新的着色器。',
  ],
  [
    'Keep to one size, to which inputs are padded or resized, or run each size once before it matters.',
    '保持同一尺寸（把输入填充或缩放到该尺寸），或事先把每种尺寸各运行一次。',
  ],
  [
    'Keep to one size, to which inputs are padded or resized, or run each size once before it matters; {} lets shaders be shared by shapes.',
    '保持同一尺寸（把输入填充或缩放到该尺寸），或事先把每种尺寸各运行一次；{1} 使不同形状共用着色器。',
  ],
  [
    '{n} tensor is read back within the pass, in the first one in {} ms: {t}.',
    '运行中回读 {1} 个张量，首次运行中用时 {2} ms：{3}。',
  ],
  [
    '{n} tensors are read back within the pass, in the first one in {} ms: {t}.',
    '运行中回读 {1} 个张量，首次运行中用时 {2} ms：{3}。',
  ],
  [
    'To read a tensor, the GPU must have finished all that came before it, and it stands still until what comes after is sent.',
    '读取张量时，GPU 必须先完成此前的全部工作，并在后续工作送达前空转。',
  ],
  [
    'To read a tensor, the GPU must have finished all that came before it, and it stands still until what comes after is sent; a synchronous read blocks the page meanwhile.',
    '读取张量时，GPU 必须先完成此前的全部工作，并在后续工作送达前空转；同步读取还会阻塞页面。',
  ],
  [
    'Read tensors once, after the pass: leave what needs values (top k, non-max suppression, where) to code behind the model, and keep conditions on tensors that are on the host.',
    '在运行结束后一次读取张量：把需要取值的步骤（top k、非极大值抑制、where）留给模型之后的代码，条件只取自主机上的张量。',
  ],
  [
    'The first pass copies {} in {t} to the GPU in {} ms, {} of it, at {} a second.',
    '首次运行把 {1}（{2}）复制到 GPU，用时 {3} ms，占 {4}，每秒 {5}。',
  ],
  [
    'tfjs copies each weight when a kernel first reads it, one at a time, and unpacks it on the GPU.',
    'tfjs 在内核首次读取某个权重时才逐个复制，并在 GPU 上解包。',
  ],
  [
    'Inputs and constants that are made on the host are copied when a kernel first reads them.',
    '在主机上生成的输入与常量，在内核首次读取时复制。',
  ],
  [
    'Run the model once on zeros while the page loads, so that weights are there when they are needed; a smaller model has fewer.',
    '在页面加载时先用全零输入运行一次，使权重在需要时已就位；较小的模型权重较少。',
  ],
  [
    'Make large constants once and keep them, and scale images down before they become tensors.',
    '大的常量只生成一次并保留；图像先缩小，再转为张量。',
  ],
  [
    '{n} kernel call(s) ran on the host in {} ms, {} of the first pass: {}.',
    '{1} 次内核调用在主机上运行，用时 {2} ms，占首次运行的 {3}：{4}。',
  ],
  [
    'tfjs computes tensors of fewer than 1,000 elements on the host where all of them are still there.',
    '元素少于 1,000 且都还在主机上的张量，tfjs 在主机上计算。',
  ],
  [
    'Work that depends on shapes and constants alone can be done once, when the model is converted or built.',
    '只取决于形状与常量的工作，可在转换或构建模型时做一次。',
  ],
  [
    'To see what the GPU makes of it, set WEBGL_CPU_FORWARD or WEBGPU_CPU_FORWARD to false.',
    '要看 GPU 的表现，可把 WEBGL_CPU_FORWARD 或 WEBGPU_CPU_FORWARD 设为 false。',
  ],
  [
    'After the pass {} of the {} on the GPU hold no tensor ({}).',
    '运行之后，GPU 上的 {2} 中有 {1} 不含张量（{3}）。',
  ],
  [
    'tfjs keeps textures that are free for tensors of the same size, and never gives them back: inputs of other sizes add to them.',
    'tfjs 为同样大小的张量保留空闲纹理，从不归还：其他尺寸的输入会不断增加占用。',
  ],
  [
    'tfjs keeps buffers that are free for tensors of the same size, and never gives them back: inputs of other sizes add to them.',
    'tfjs 为同样大小的张量保留空闲缓冲区，从不归还：其他尺寸的输入会不断增加占用。',
  ],
  [
    'Keep to one size of the input. {} deletes free textures once that many bytes are allocated, at the price of making them anew.',
    '保持同一输入尺寸。{1} 在分配量达到该字节数时删除空闲纹理，代价是需要重新生成。',
  ],
  [
    'Keep to one size of the input, the smallest that does; only removing the backend frees them.',
    '保持同一输入尺寸，取够用的最小值；只有移除后端才会释放。',
  ],
];

export const FIRST_RUN: readonly Entry[] = [...PANEL, ...FINDINGS];
