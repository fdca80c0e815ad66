/** @file The page of a sweep: a model at many sizes, and how its cost grows. */
import type { Entry } from '../reader.ts';

export const SWEEP: readonly Entry[] = [
  ['By size', '随尺寸的变化'],
  ['How it grows', '增长方式'],
  ['How it is known', '依据'],
  ['counted on shapes', '按形状计数'],
  ['by the polynomial', '由多项式得出'],
  ['cannot be', '不可能'],
  ['No size can be counted.', '没有可计数的尺寸。'],
  ['{n} of {n} lines are drawn.', '共 {2} 条线，画出 {1} 条。'],
  [
    'Filled dots were counted, the others follow from the polynomial.',
    '实心点为计数所得，其余由多项式得出。',
  ],
  ['{t}, parameters and peak memory by {}', '{1}、参数量与峰值内存，按 {2}'],
  ['{n} sizes', '{1} 种尺寸'],
  ['from shapes, nothing run', '按形状推得，未运行'],
  ['by {}', '按 {1}'],
  ['Multiply-adds by {}', '乘加次数，按 {1}'],
  ['FLOPs by {}', 'FLOPs，按 {1}'],

  ...[
    ['', ''],
    ['.', '。'],
  ].flatMap(([end, other]): readonly Entry[] => [
    [
      `{t} grow at {} {n} {t}, exactly: a polynomial of degree {n} through all {n} points counted${end}`,
      `在 {2} 为 {3} 时，{1}增长{4}：精确，为通过全部 {6} 个计数点的 {5} 次多项式${other}`,
    ],
    [
      `{t} grow {t}, exactly: a polynomial of degree {n} through all {n} points counted${end}`,
      `{1}增长{2}：精确，为通过全部 {4} 个计数点的 {3} 次多项式${other}`,
    ],
    [
      `{t} are the same at {} {n} for every {}, exactly ({n} points)${end}`,
      `在 {2} 为 {3} 时，{1}不随 {4} 变化，精确（{5} 点）${other}`,
    ],
    [`{t} are the same for every {}, exactly ({n} points)${end}`, `{1}不随 {2} 变化，精确（{3} 点）${other}`],
    [`{t} grow at {} {n} {t}${end}`, `在 {2} 为 {3} 时，{1}增长{4}${other}`],
    [`{t} grow {t}${end}`, `{1}增长{2}${other}`],
  ]),
  ['{n} points are too few to say more', '{1} 个点不足以说明更多'],
  ['by no polynomial, as where strides round sizes up', '不符合任何多项式，例如步幅使尺寸向上取整时'],
  ['by no polynomial', '不符合任何多项式'],
  ['exponent (slope of the logarithms) {t}', '指数（对数的斜率）{1}'],
  ['{n} over {} … {n}, {t}', '{1}（从 {2} 到 {3}），{4}'],
  ['{n} over {} … {n}', '{1}（从 {2} 到 {3}）'],
  [
    '{t}: {} and {n} more ({n} % at {}, {n} % at {})',
    '{1}：{2} 及另外 {3} 层（在 {5} 处 {4} %，在 {7} 处 {6} %）',
  ],
  ['{t}: {} ({n} % at {}, {n} % at {})', '{1}：{2}（在 {4} 处 {3} %，在 {6} 处 {5} %）'],
  ['as {}, linear in {t}', '按 {1}，与{2}成线性'],
  ['as {}, quadratic in {t}', '按 {1}，与{2}成平方'],
  ['linear in {}', '与 {1} 成线性'],
  ['quadratic in {}', '与 {1} 成平方'],
  ['cubic in {}', '与 {1} 成立方'],
  ['quartic in {}', '与 {1} 成四次方'],
  ['of degree {n} in {}', '与 {2} 成 {1} 次方'],
  ['as {}', '按 {1}'],
  ['tokens', '标记数'],
  ['pixels', '像素数'],
  ['constant', '不变'],

  [
    '{} and {n} more: {n} is not a multiple of {n} pixels, the patch size of {}',
    '{1} 及另外 {2} 处：{3} 不是 {4} 像素（{5} 的图块尺寸）的倍数',
  ],
  ['{n} is not a multiple of {n} pixels, the patch size of {}', '{1} 不是 {2} 像素（{3} 的图块尺寸）的倍数'],
  ['{n} of {n} points counted on shapes, nothing run', '共 {2} 点，其中 {1} 点按形状计数，未运行'],
  ['theory = counted at the first and the last point', '首点与末点处理论 = 计数'],
];
