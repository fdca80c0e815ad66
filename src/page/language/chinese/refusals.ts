/** @file What is wrong with what was dropped, or with a formula that was typed, and what to do. */
import type { Entry } from '../reader.ts';

export const REFUSALS: readonly Entry[] = [
  ['{} is larger than a report can be.', '{1} 过大，不可能是报告。'],
  [
    'A page shows one report, or two side by side; got {n} files.',
    '一页只显示一份报告，或并排两份；收到 {1} 个文件。',
  ],
  ['{} cannot be read.', '无法读取 {1}。'],
  ['What was dropped cannot be read.', '无法读取拖入的内容。'],
  ['The data in this page are damaged.', '本页中的数据已损坏。'],
  ['The report in this page is damaged: {}.', '本页中的报告已损坏：{1}。'],
  ['{} is not JSON.', '{1} 不是 JSON。'],
  ['Save the report anew.', '请重新保存报告。'],
  ['{} is no saved report, but {}.', '{1} 不是保存的报告，而是 {2}。'],
  [
    '{} is no saved report: its schemaVersion must be {n}, got {}.',
    '{1} 不是保存的报告：其 schemaVersion 应为 {2}，实为 {3}。',
  ],
  ['{} is a model and no saved report.', '{1} 是模型，不是保存的报告。'],
  ['Profile it, and save the report.', '请先对它做性能分析，再保存报告。'],
  [
    '{} is a model and no saved report, and another page counts models.',
    '{1} 是模型，不是保存的报告；给模型计数的是另一个页面。',
  ],
  [
    '{} is a folder and no saved report, and another page counts models.',
    '{1} 是文件夹，不是保存的报告；给模型计数的是另一个页面。',
  ],
  ['Run: {}', '运行：{1}'],
  [
    '{} is a report of schemaVersion {n}, and {n} is the newest that is known here.',
    '{1} 是 schemaVersion {2} 的报告，此处所知最新的是 {3}。',
  ],
  ['Update tfjs-flops.', '请更新 tfjs-flops。'],
  ['{} is damaged: {}.', '{1} 已损坏：{2}。'],
  ['A model is being counted.', '正在给一个模型计数。'],
  ['Drop this one afterwards.', '请之后再拖入这一个。'],
  [
    '{}, which counts models, did not load: the server that gave this page must run.',
    '计数所需的 {1} 未能加载：提供本页的服务器必须仍在运行。',
  ],
  ['{} was not counted: {}', '{1} 未计数：{2}'],

  [
    "formula: '{}' reads {} at column {n}, which is no size of a {}.",
    '公式“{1}”在第 {3} 列读到 {2}，它不是该种层（{4}）的尺寸。',
  ],
  [
    "formula: '{}' reads {} at column {n}, which is no size of an {}.",
    '公式“{1}”在第 {3} 列读到 {2}，它不是该种层（{4}）的尺寸。',
  ],
  [
    "formula: '{}' has no operator between {} and {} at column {n}.",
    '公式“{1}”在第 {4} 列的 {2} 与 {3} 之间缺少运算符。',
  ],
  ["formula: '{}' has no operator before {} at column {n}.", '公式“{1}”在第 {3} 列的 {2} 之前缺少运算符。'],
  [
    "formula: '{}' calls {} at column {n}: it has no functions.",
    '公式“{1}”在第 {3} 列调用 {2}：公式没有函数。',
  ],
  ["formula: '{}' has a bracket at column {n} that is never closed.", '公式“{1}”第 {2} 列的括号没有闭合。'],
  [
    "formula: '{}' has a bracket at column {n} that closes nothing.",
    '公式“{1}”第 {2} 列的括号没有对应的左括号。',
  ],
  ["formula: '{}' has more than {n} brackets in one another.", '公式“{1}”的括号嵌套超过 {2} 层。'],
  ['formula has more than {n} brackets in one another.', '公式的括号嵌套超过 {1} 层。'],
  ['formula has {n} characters, more than the {n} that are read.', '公式有 {1} 个字符，超过可读的 {2} 个。'],
  ["formula: '{}' ends with {}.", '公式“{1}”以 {2} 结尾。'],
  ["formula: '{}' has {} at column {n} right after {}.", '公式“{1}”在第 {3} 列，{2} 紧接在 {4} 之后。'],
  ["formula: '{}' has nothing before {} at column {n}.", '公式“{1}”在第 {3} 列的 {2} 之前什么都没有。'],
  [
    "formula: '{}' has a member access (.) at column {n}: sizes have no members.",
    '公式“{1}”在第 {2} 列访问成员（.）：尺寸没有成员。',
  ],
  [
    "formula: '{}' has a quote at column {n}: a formula holds no strings.",
    '公式“{1}”在第 {2} 列有引号：公式不含字符串。',
  ],
  [
    "formula: '{}' has {} at column {n}, which is above 2^53 − 1.",
    '公式“{1}”在第 {3} 列的 {2} 大于 2^53 − 1。',
  ],
  [
    "formula: '{}' has {} at column {n}, which is no whole number in digits.",
    '公式“{1}”在第 {3} 列的 {2} 不是用数字写成的整数。',
  ],
  ["formula: '{}' has {} at column {n}.", '公式“{1}”在第 {3} 列有 {2}。'],
  ["formula: '{}' leaves no whole number: {}.", '公式“{1}”的结果不是整数：{2}。'],
  ["formula: '{}' is negative, {}: a count is 0 or more.", '公式“{1}”的结果为负，{2}：次数应不小于 0。'],
  ["formula: '{}' divides by 0{}.", '公式“{1}”除以 0{2}。'],
  ["formula: '{}' has an exponent that is no whole number from 0 up{}.", '公式“{1}”的指数不是非负整数{2}。'],
  ["formula: '{}' is empty.", '公式“{1}”为空。'],
  [
    'Use names of sizes, whole numbers, + - * / ^ and round brackets alone.',
    '只能用尺寸的名称、整数、+ - * / ^ 与圆括号。',
  ],
  ['Use round brackets.', '请用圆括号。'],
  ['Use {}.', '可用 {1}。'],
  ['Write * for a product.', '乘积请写 *。'],
  ['Write {} for a product.', '乘积请写 {1}。'],
  ['Write fractions as quotients, such as 1/2.', '分数请写成商，如 1/2。'],
  ['Write {}.', '请写 {1}。'],
  ['Give what follows it.', '请补上其后的部分。'],
  ['Put a name, a number or a bracket between them.', '请在其间写名称、数字或括号。'],
  ['Did you mean {}?', '是否指 {1}？'],
];
