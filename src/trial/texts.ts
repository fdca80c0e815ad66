/**
 * @file All words of the check of a model, in English and in Chinese: the text on trial is Chinese, so that a row names
 * its kind in both. One table, so that neither language can lack a line.
 */
import { integer } from '../core/writing.ts';
import { OR, type Outcome } from '../textbook/verdict/judge.ts';
import type { Lack, LineKind } from './line.ts';

export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

export interface Texts {
  readonly kinds: Readonly<Record<LineKind, string>>;
  readonly parameters: string;
  readonly multiplyAdds: string;
  readonly yours: string;
  readonly headings: readonly [of: string, formula: string, says: string, shows: string, ratio: string];
  readonly outcomes: Readonly<Record<Outcome, string>>;
  readonly heading: (model: string, backend: string) => string;
  readonly none: string;
  readonly inLayers: (agreeing: number, layers: number) => string;
  readonly missing: (parts: string) => string;
  readonly extra: (parts: string) => string;
  readonly by: (factor: string) => string;
  readonly flops: string;
  readonly off: (amount: number) => string;
  readonly unread: (letters: string) => string;
  readonly chance: string;
  readonly left: (lack: Lack, layers: number) => string;
  /** A part's name. */
  readonly part: (name: string) => string;
  readonly others: (amount: string, share: string, classes: string) => string;
  readonly all: string;
  readonly noWork: string;
  readonly unknown: (rows: number) => string;
}

const ENGLISH_KINDS: Texts['kinds'] = {
  convolution: 'convolution',
  'grouped-convolution': 'grouped conv',
  attention: 'attention',
  'feed-forward': 'feed-forward',
  'patch-embedding': 'patch embedding',
  dense: 'dense',
  positions: 'positions',
  model: 'model',
};

const LACKS: Readonly<Record<Lack, string>> = {
  unknown: 'whose count is unknown',
  'run otherwise': 'that ran in other ways than the architecture says',
  'other owner': 'whose variables are not theirs alone',
  'no such size': 'that have no single size of that name',
  'not summed': 'the model has layers that the text does not sum',
};

/** Parts that a textbook's formula leaves out or has too many, also where a page names them as terms. */
export const PARTS_IN_CHINESE: Readonly<Record<string, string>> = {
  products: '乘积',
  head: '分类头',
  'dense layers': '全连接层',
  convolutions: '卷积层',
  'patch embedding': '图块嵌入',
  'head width': '头宽',
  positions: '位置编码',
  weights: '权重',
  bias: '偏置',
  'pointwise step': '逐点卷积',
  'bias of the pointwise step': '逐点卷积的偏置',
  'Q, K and V': 'Q、K、V',
  'attention scores': '注意力分数',
  'apply attention': '注意力加权',
  'output projection': '输出投影',
  'biases of Q, K and V': 'Q、K、V 的偏置',
  'bias of the projection': '输出投影的偏置',
  'first layer': '第一层',
  'second layer': '第二层',
  'bias of the first layer': '第一层的偏置',
  'bias of the second layer': '第二层的偏置',
};

const LACKS_IN_CHINESE: Readonly<Record<Lack, string>> = {
  unknown: '个层的计数未知',
  'run otherwise': '个层的运行方式与结构不符',
  'other owner': '个层的变量不只属于自己',
  'no such size': '个层没有该尺寸的单一值',
  'not summed': '模型含有公式未求和的层',
};

export const TEXTS: Readonly<Record<Language, Texts>> = {
  en: {
    kinds: ENGLISH_KINDS,
    parameters: 'parameters',
    multiplyAdds: 'multiply-adds',
    yours: 'yours',
    headings: ['of', 'formula', 'it says', 'run shows', 'ratio'],
    outcomes: {
      exact: 'exact',
      incomplete: 'incomplete',
      'too many': 'too many',
      wrong: 'wrong',
      unexplained: 'unexplained: its layers do not add up to what the run shows',
    },
    heading: (model, backend) =>
      `${model} · ${backend} · multiply-adds (F1–F2 in FLOPs, halved) and parameters (P1–P6)`,
    none: 'does not apply, no such layer found',
    inLayers: (agreeing, layers) => `equal in ${integer(agreeing)} of ${integer(layers)}`,
    missing: (parts) => `missing ${parts}`,
    extra: (parts) => `not found ${parts}`,
    by: (factor) => `by ${factor}`,
    flops: 'it counts FLOPs: a multiply-add is two of them',
    off: (amount) => `${integer(Math.abs(amount))} ${amount > 0 ? 'too many' : 'too few'}`,
    unread: (letters) => `it does not read ${letters}`,
    chance: 'for these sizes alone',
    left: (lack, layers) =>
      lack === 'not summed' ? LACKS[lack] : `without ${integer(layers)} ${LACKS[lack]}`,
    part: (name) => name,
    others: (amount, share, classes) => `of no kind above: ${amount} multiply-adds (${share} %): ${classes}`,
    all: 'all counted multiply-adds are in layers of these kinds',
    noWork: 'no multiply-adds were counted',
    unknown: (rows) =>
      `${integer(rows)} ${rows === 1 ? 'row has calls' : 'rows have calls'} whose count is unknown`,
  },
  zh: {
    kinds: {
      convolution: '卷积',
      'grouped-convolution': '分组卷积',
      attention: '自注意力',
      'feed-forward': '前馈网络',
      'patch-embedding': '图块嵌入',
      dense: '全连接',
      positions: '位置编码',
      model: '模型',
    },
    parameters: '参数量',
    multiplyAdds: '乘加次数',
    yours: '自定义',
    headings: ['对象', '公式', '公式值', '实测值', '比值'],
    outcomes: {
      exact: '一致',
      incomplete: '不完整',
      'too many': '偏多',
      wrong: '错误',
      unexplained: '无法解释：各层之和与实测不符',
    },
    heading: (model, backend) =>
      `${model} · ${backend} · 乘加次数（F1–F2 以 FLOPs 计，已减半）与参数量（P1–P6）`,
    none: '不适用，模型中没有这种层',
    inLayers: (agreeing, layers) => `${integer(layers)} 层中 ${integer(agreeing)} 层相等`,
    missing: (parts) => `缺少 ${parts}`,
    extra: (parts) => `模型中没有 ${parts}`,
    by: (factor) => `相差倍数 ${factor}`,
    flops: '以 FLOPs 计数：一次乘加为两次运算',
    off: (amount) => `${amount > 0 ? '多' : '少'} ${integer(Math.abs(amount))}`,
    unread: (letters) => `没有用到 ${letters}`,
    chance: '仅对这些尺寸成立',
    left: (lack, layers) =>
      lack === 'not summed' ? LACKS_IN_CHINESE[lack] : `未计入 ${integer(layers)} ${LACKS_IN_CHINESE[lack]}`,
    part: (name) =>
      name
        .split(OR)
        .map((one) => PARTS_IN_CHINESE[one] ?? one)
        .join('或'),
    others: (amount, share, classes) => `不属于以上各类：${amount} 次乘加（${share} %）：${classes}`,
    all: '所有已计数的乘加都属于以上各类层',
    noWork: '没有计到乘加',
    unknown: (rows) => `${integer(rows)} 行含有计数未知的调用`,
  },
};

/** `attention`; in Chinese both names: `自注意力 attention`. */
export const kindText = (kind: LineKind, language: Language): string =>
  language === 'en' ? ENGLISH_KINDS[kind] : `${TEXTS[language].kinds[kind]} ${ENGLISH_KINDS[kind]}`;
