/** @file The reader's own formulas, `KIND=FORMULA` or `KIND.parameters=FORMULA`: of which layers, and what they say. */
import { parseFormula } from '../algebra/parse.ts';
import { formulaFault } from '../algebra/fault.ts';
import { valueAt } from '../algebra/evaluate.ts';
import { nearest } from '../core/nearest-word.ts';
import { KIND_NAMES, KINDS, type KindName, type Sizes } from '../textbook/kinds/kind.ts';
import type { Judged } from '../textbook/verdict/judge.ts';

export { KIND_NAMES, type KindName } from '../textbook/kinds/kind.ts';
export type { Judged } from '../textbook/verdict/judge.ts';

/** The sizes that a formula of a kind may read. */
export const readableIn = (kind: KindName): readonly string[] => KINDS[kind].letters;

export interface OwnFormula {
  readonly kind: KindName;
  readonly quantity: Judged;
  /** The right-hand side as it was typed. */
  readonly text: string;
  /** The sizes that it reads. */
  readonly names: ReadonlySet<string>;
  readonly says: (sizes: Sizes) => bigint;
}

/** What people call them, and their names in Chinese. */
const ALIASES: ReadonlyMap<string, KindName> = new Map([
  ['conv', 'convolution'],
  ['卷积', 'convolution'],
  ['grouped', 'grouped-convolution'],
  ['depthwise', 'grouped-convolution'],
  ['分组卷积', 'grouped-convolution'],
  ['self-attention', 'attention'],
  ['自注意力', 'attention'],
  ['注意力', 'attention'],
  ['mlp', 'feed-forward'],
  ['ffn', 'feed-forward'],
  ['前馈网络', 'feed-forward'],
  ['patches', 'patch-embedding'],
  ['图块嵌入', 'patch-embedding'],
  ['全连接', 'dense'],
  ['位置编码', 'positions'],
]);

const QUANTITIES: ReadonlyMap<string, Judged> = new Map([
  ['', 'multiplyAdds'],
  ['multiply-adds', 'multiplyAdds'],
  ['parameters', 'parameters'],
  ['参数量', 'parameters'],
]);

function kindOf(given: string, typed: string): KindName {
  const known = KIND_NAMES.find((kind) => kind === typed) ?? ALIASES.get(typed);
  if (known !== undefined) return known;
  const shown = typed.slice(0, 40);
  throw formulaFault(given, typed === '' ? 'has no kind before =' : `is of ${shown}, which is no kind`, {
    nearest: nearest(shown, [...KIND_NAMES, ...ALIASES.keys()]),
    remedies: [`choose one of ${KIND_NAMES.join(', ')}, with .parameters after it for parameters`],
  });
}

/** @throws TfjsFlopsError `invalid-option`, before anything runs */
export function ownFormula(given: string): OwnFormula {
  const equals = given.indexOf('=');
  if (equals < 0)
    throw formulaFault(given, 'says no kind of layers', {
      remedies: ['write KIND=FORMULA, such as attention=3*N*D^2'],
    });
  const [name = '', ...more] = given.slice(0, equals).trim().split('.');
  const kind = kindOf(given, name.trim());
  const quantity = QUANTITIES.get(more.join('.').trim());
  if (quantity === undefined)
    throw formulaFault(given, `is of .${more.join('.').slice(0, 40)}`, {
      remedies: [`write ${kind} for multiply-adds`, `${kind}.parameters for parameters`],
    });
  const text = given.slice(equals + 1).trim();
  const expression = parseFormula(text, KINDS[kind].letters, KINDS[kind].of);
  return { kind, quantity, text, names: expression.names, says: (sizes) => valueAt(expression, sizes) };
}
