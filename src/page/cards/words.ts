/** @file What the panel of the textbook says, in English and in Chinese; what it says of a verdict is in `trial/texts.ts`. */
import { integer } from '../../core/writing.ts';
import type { Language } from '../../trial/texts.ts';

export interface Words {
  readonly lead: string;
  readonly noTheory: string;
  readonly noCard: string;
  readonly none: string;
  readonly says: string;
  readonly shows: string;
  readonly ratio: string;
  readonly noRatio: string;
  readonly inLayer: string;
  readonly each: (examples: number) => string;
  readonly tryIt: string;
  readonly reset: string;
  readonly of: (name: string) => string;
  readonly text: string;
  readonly parts: string;
  readonly asTable: string;
  readonly at: (sizes: string) => string;
  readonly as: string;
  readonly result: (text: string, parts: string) => string;
  readonly times: (amount: string, factor: string) => string;
  readonly twice: (letter: string, text: string, parts: string) => string;
  readonly curve: (letter: string) => string;
  readonly own: string;
  readonly ownLead: string;
  readonly formula: string;
  readonly kind: string;
  readonly counts: string;
  readonly reads: (letters: string) => string;
}

export const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    lead: 'What introductions to the cost of CNNs and vision transformers print, with the numbers of this model, beside what the run shows. Costs are in multiply-adds; F1 and F2, which the text gives in FLOPs, are halved.',
    noTheory:
      'There is no theory of this run: of which layers it is made is not known, so that no formula of the text can be held against it.',
    noCard: 'No layer was found of which the text speaks.',
    none: 'Does not apply, no such layer found:',
    says: 'the text says',
    shows: 'the run shows',
    ratio: 'ratio',
    noRatio: 'nothing to compare',
    inLayer: 'in',
    each: (examples) => `for each of ${integer(examples)} examples or calls`,
    tryIt: 'Try other sizes',
    reset: 'As in the model',
    of: (name) => `Sizes of ${name}`,
    text: 'the formula',
    parts: 'what the layer consists of',
    asTable: 'The same as a table',
    at: (sizes) => `With ${sizes}`,
    as: 'As in the model',
    result: (text, parts) => `the formula says ${text}, and the layer consists of ${parts}.`,
    times: (amount, factor) => `${amount} (× ${factor})`,
    twice: (letter, text, parts) =>
      `Twice the ${letter} makes the formula × ${text}, and the layer × ${parts}.`,
    curve: (letter) => `Growth with ${letter}: dashed the formula, solid what the layer consists of`,
    own: 'Your own formula',
    ownLead:
      'Type one, and it is judged on the layers of this model: off by which factor, what is missing by name.',
    formula: 'Formula',
    kind: 'of layers of the kind',
    counts: 'for their',
    reads: (letters) => `It can read ${letters}, whole numbers, + - * / ^ and brackets.`,
  },
  zh: {
    lead: '介绍 CNN 与视觉 Transformer 开销的文章给出的公式，代入本模型的尺寸，并与实际运行相比。开销以乘加次数计；F1、F2 原文以 FLOPs 计，此处已减半。',
    noTheory: '本次运行没有理论值：不知道它由哪些层组成，因此无法与公式比较。',
    noCard: '没有找到公式所涉及的层。',
    none: '不适用，模型中没有这种层：',
    says: '公式值',
    shows: '实测值',
    ratio: '比值',
    noRatio: '无可比较',
    inLayer: '层',
    each: (examples) => `共 ${integer(examples)} 个样本或调用，此处为其一`,
    tryIt: '试试其他尺寸',
    reset: '恢复模型的尺寸',
    of: (name) => `${name} 的尺寸`,
    text: '公式',
    parts: '该层的实际组成',
    asTable: '以表格显示',
    at: (sizes) => `取 ${sizes}`,
    as: '按模型的尺寸',
    result: (text, parts) => `公式值为 ${text}，该层的实际组成为 ${parts}。`,
    times: (amount, factor) => `${amount}（× ${factor}）`,
    twice: (letter, text, parts) => `${letter} 加倍时，公式值 × ${text}，实际组成 × ${parts}。`,
    curve: (letter) => `随 ${letter} 的增长：虚线为公式，实线为该层的实际组成`,
    own: '自定义公式',
    ownLead: '输入一个公式，即按本模型的各层评判：相差多少倍，缺少哪些部分。',
    formula: '公式',
    kind: '层的种类',
    counts: '所计的量',
    reads: (letters) => `可用 ${letters}，整数，+ - * / ^ 和括号。`,
  },
};
