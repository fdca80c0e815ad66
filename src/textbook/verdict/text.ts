/** @file The formulas of the text, by the kind of layers of which they speak, as functions of a layer's sizes. */
import { formValue } from '../../core/theory-work.ts';
import * as forms from '../forms.ts';
import { known, type KindName, type KnownSizes, type Sizes } from '../kinds/kind.ts';
import type { Judged } from './judge.ts';

export interface TextFormula {
  readonly form: string;
  readonly kind: KindName;
  readonly quantity: Judged;
  /** As the text writes it. */
  readonly text: string;
  /** The same over the letters of the kind alone, where the text refers to another formula. */
  readonly spelled?: string;
  /** The part of the layers of which it speaks; absent where it is all of them. */
  readonly part?: string;
  readonly says: (sizes: Sizes) => bigint;
}

const BATCH = { batch: 1 };

const map = ({ Kh, Kw, Cin, Cout, Ho, Wo }: KnownSizes) => ({
  kh: Kh,
  kw: Kw,
  cIn: Cin,
  cOut: Cout,
  ho: Ho,
  wo: Wo,
  ...BATCH,
});
const tokens = ({ N, D }: KnownSizes) => ({ n: N, d: D, ...BATCH });

const formula = (
  kind: KindName,
  quantity: Judged,
  text: string,
  of: (sizes: KnownSizes) => forms.Said,
  form: string,
): TextFormula => ({ form, kind, quantity, text, says: (sizes) => BigInt(formValue(of(known(sizes)))) });

/** One for a part of attention. */
const ofAttention = (
  part: string,
  text: string,
  of: (sizes: KnownSizes) => forms.Said,
  form: string,
): TextFormula => ({ ...formula('attention', 'multiplyAdds', text, of, form), part });

/** In the order in which they are printed; F8, the sum, is of the model. */
export const TEXT: readonly TextFormula[] = [
  formula('convolution', 'multiplyAdds', 'K²·Cin·Cout·Ho·Wo', (s) => forms.F1(map(s)), 'F1'),
  {
    ...formula(
      'grouped-convolution',
      'multiplyAdds',
      'F1 / g',
      (s) => forms.F2({ ...map(s), groups: s.g }),
      'F2',
    ),
    spelled: 'K²·Cin·Cout·Ho·Wo/g',
  },
  ofAttention('Q, K and V', '3·N·D·Dk', (s) => forms.F3({ ...tokens(s), dk: s.Dk }), 'F3'),
  ofAttention('attention scores', 'N²·D', (s) => forms.F4(tokens(s)), 'F4'),
  ofAttention('apply attention', 'N²·D', (s) => forms.F5(tokens(s)), 'F5'),
  formula('attention', 'multiplyAdds', '3·N·D² + 2·N²·D', (s) => forms.F6(tokens(s)), 'F6'),
  {
    ...formula('attention', 'multiplyAdds', 'h·F6', (s) => forms.F9({ ...tokens(s), heads: s.h }), 'F9'),
    spelled: 'h·(3·N·D² + 2·N²·D)',
  },
  formula('feed-forward', 'multiplyAdds', '2·N·D·Dff', (s) => forms.F7({ ...tokens(s), dff: s.Dff }), 'F7'),
  formula('convolution', 'parameters', '(K²·Cin+1)·Cout', (s) => forms.P1(map(s)), 'P1'),
  formula(
    'grouped-convolution',
    'parameters',
    '(K²·Cin/g+1)·Cout',
    (s) => forms.P1({ ...map(s), cIn: s.Cin / s.g }),
    'P1',
  ),
  formula('dense', 'parameters', '(in+1)·out', (s) => forms.P2({ inputs: s.in, outputs: s.out }), 'P2'),
  formula(
    'patch-embedding',
    'parameters',
    'P²·C·D',
    ({ P, C, D }) => forms.P3({ ph: P, pw: P, channels: C, d: D }),
    'P3',
  ),
  formula('positions', 'parameters', 'N·D', ({ N, D }) => forms.P4({ n: N, d: D }), 'P4'),
  formula('attention', 'parameters', '3·D²', (s) => forms.P5({ d: s.D }), 'P5'),
  formula('feed-forward', 'parameters', '(D+1)·Dff+(Dff+1)·D', (s) => forms.P6({ d: s.D, dff: s.Dff }), 'P6'),
];
