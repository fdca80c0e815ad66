/** @file What findings say: their cards, and the rules that are not about time. */
import type { Entry } from '../reader.ts';

export const FINDINGS: readonly Entry[] = [
  ['Findings', '发现'],
  ['No rule found anything to act on.', '没有规则发现需要处理之处。'],
  ['its rows: {n} of the time', '相关行：时间的 {1}'],
  ['{n} of the multiply-adds', '乘加次数的 {1}'],
  ['{n} of the FLOPs', 'FLOPs 的 {1}'],
  ['Why', '原因'],
  ['What helps', '对策'],
  ['Rows', '行'],
  ['and {n} row(s) more', '另有 {1} 行'],

  ['Fold it by converting to a graph model: {} does so.', '转换为图模型即可折叠：{1} 会这样做。'],
  ['The command is advice: our tests do not run it.', '该命令仅供参考：我们的测试不运行它。'],

  ['What ran depends on the values of the input: {}.', '所运行的内容取决于输入的值：{1}。'],
  [
    'What ran may depend on the values of the input, loops: not derived: {}.',
    '所运行的内容可能取决于输入的值，循环未能推导：{1}。',
  ],
  ['Loops, branches and selections do as much as the data ask for.', '循环、分支与选择的运算量由数据决定。'],
  [
    'Take the counts for this input alone, and count one that is typical of yours.',
    '计数只对此输入成立；请用有代表性的输入计数。',
  ],

  [
    'What ran on {} is not what the shapes of the same model give: {}.',
    '在 {1} 上运行的内容与同一模型按形状推出的不同：{2}。',
  ],
  [
    'A kernel of the backend returns another shape or type than the operation has, the model does not run the same each time, or a shape rule of ours is wrong.',
    '后端的某个内核返回了与运算不符的形状或类型，或模型每次运行不同，或我们的形状规则有误。',
  ],
  [
    'Compare with another backend: where only one differs, its kernel is at fault, and counts that follow it are too.',
    '与另一后端比较：若只有一个不同，则其内核有误，由此得出的计数也有误。',
  ],
  ['Otherwise please report it with the saved report.', '否则请附上保存的报告告知我们。'],

  [
    '{n} layer(s) ({}) computed the gradient of its input, which nobody reads: {t}, {n} of the step.',
    '{1} 层（{2}）计算了无人读取的输入梯度：{3}，占该步的 {4}。',
  ],
  [
    '{n} layer(s) ({}) computed the gradient of their inputs, which nobody reads: {t}, {n} of the step.',
    '{1} 层（{2}）计算了无人读取的输入梯度：{3}，占该步的 {4}。',
  ],
  [
    'A fused kernel with a linear activation computes all its gradients at once.',
    '带线性激活的融合内核一次计算全部梯度。',
  ],
  [
    'Where a ReLU or ELU follows, make it the activation of the layer itself (activation: "relu"): tfjs then runs it unfused and leaves that gradient out.',
    '若其后是 ReLU 或 ELU，把它设为该层自身的激活（activation: "relu"）：tfjs 便不融合运行，省去该梯度。',
  ],

  [
    'Each pass leaves {n} tensor(s) of {n} byte(s) behind: {}.',
    '每次运行遗留 {1} 个张量，共 {2} 字节：{3}。',
  ],
  ['Each pass leaves {n} tensor(s) of {n} byte(s) behind.', '每次运行遗留 {1} 个张量，共 {2} 字节。'],
  ['Each pass leaves {n} tensor(s) behind: {}.', '每次运行遗留 {1} 个张量：{2}。'],
  ['Each pass leaves {n} tensor(s) behind.', '每次运行遗留 {1} 个张量。'],
  [
    'TensorFlow.js frees a tensor when it is disposed of or the tidy around it ends, and never by itself.',
    'TensorFlow.js 只在张量被 dispose 或其外层 tidy 结束时释放它，从不自行释放。',
  ],
  [
    'Run what makes them inside tf.tidy(() => …), or call their dispose() after their last use.',
    '把产生它们的代码放进 tf.tidy(() => …)，或在最后一次使用后调用 dispose()。',
  ],

  ['Left out after an error: {}.', '出错后略去：{1}。'],
  ['What it reads of the model is not what it expects.', '它从模型读到的与预期不符。'],
  ['All other numbers hold.', '其余数字仍然成立。'],
  ['Please report it with the saved report.', '请附上保存的报告告知我们。'],

  [
    '{n} layer(s) with several outputs ({}) ran once for each: {t}, {n} of all, are repetitions.',
    '{1} 个多输出的层（{2}）为每个输出各运行一次：{3} 为重复，占全部的 {4}。',
  ],
  [
    'A model of tfjs-layers runs a layer, or a model within it, anew for each of its outputs that is used.',
    'tfjs-layers 的模型对所用的每个输出都重新运行该层（或其中的模型）。',
  ],
  [
    'Leave out outputs that you do not need, call the layer itself (layer.apply gives all of them at once), or convert to a graph model, which runs each node once.',
    '去掉不需要的输出，或直接调用该层（layer.apply 一次给出全部输出），或转换为图模型，其中每个节点只运行一次。',
  ],

  ['It moves its bytes about as fast as this machine can.', '其搬运字节的速度已接近本机极限。'],
  ['Its calls are so small that launching them is what takes the time.', '其调用很小，时间花在启动上。'],

  [
    '{n} of {n} kernel call(s) have no formula: {}, {n} of kernel time.',
    '{2} 次内核调用中 {1} 次没有公式：{3}，占内核时间的 {4}。',
  ],
  ['{n} of {n} kernel call(s) have no formula: {}.', '{2} 次内核调用中 {1} 次没有公式：{3}。'],
  ['What they compute is in no number of this report.', '它们的运算不在本报告的任何数字中。'],
  ['Give a formula for each: {}.', '为每个给出公式：{1}。'],

  ['{n} of {n} parameters ({n}) were not read: {}.', '{2} 个参数中 {1} 个（{3}）未被读取：{4}。'],
  [
    'What was run does not need them; they are loaded and kept in memory all the same.',
    '所运行的部分不需要它们，但它们仍被加载并留在内存中。',
  ],
  [
    'Export the part of the model that you run, or run all of its outputs if they were meant to be.',
    '只导出所运行的部分；若本应运行全部输出，则运行全部输出。',
  ],

  ['{} takes {n} of kernel time for {n} of the operations.', '{1} 占内核时间的 {2}，占运算的 {3}。'],
];
