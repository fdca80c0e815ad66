/**
 * @file The formulas of the text, each exactly as it gives them, right or wrong. "The text" is a set of formulas for the
 * cost of CNNs and vision transformers, as introductions to them print it; this project was started to check it, and
 * docs/textbook.md prints it whole. Its letters: K kernel side, Cin and Cout channels, Ho and Wo height and width of the
 * output, g groups, N tokens, D their width, Dk width of the keys, Dff width of the MLP, h heads, P patch side, C
 * channels of the image.
 * One unit, the multiply-add: F1 and F2, which the text gives in FLOPs (2·K²·…), are halved; F3 to F7 count
 * multiplications as they stand. Every cost is for `batch` images.
 */
import type { TextbookForm } from '../core/theory.ts';
import type { Factors } from '../core/work.ts';

/** A form before anything is said of what it leaves out. */
export type Said = Omit<TextbookForm, 'terms'>;

const said = (form: string, name: string, text: string, ...summands: readonly Factors[]): Said => ({
  form,
  name,
  text,
  says: summands.map((factors) => ({ factors })),
});

export interface Convolution {
  readonly kh: number;
  readonly kw: number;
  readonly cIn: number;
  readonly cOut: number;
  readonly ho: number;
  readonly wo: number;
  readonly batch: number;
}

/** N tokens of width D. */
export interface Tokens {
  readonly n: number;
  readonly d: number;
  readonly batch: number;
}

/** Convolution. */
export const F1 = ({ kh, kw, cIn, cOut, ho, wo, batch }: Convolution): Said =>
  said('F1', 'convolution', 'K²·Cin·Cout·Ho·Wo', { kh, kw, cIn, cOut, ho, wo, batch });

/** Grouped convolution: each of `groups` sees its part of the channels. Depthwise is g = Cin. */
export const F2 = ({
  kh,
  kw,
  cIn,
  cOut,
  ho,
  wo,
  groups,
  batch,
}: Convolution & { readonly groups: number }): Said =>
  said('F2', 'grouped conv', 'F1 / g', {
    kh,
    kw,
    cInOfGroup: cIn / groups,
    cOutOfGroup: cOut / groups,
    ho,
    wo,
    groups,
    batch,
  });

/** The three linear maps to queries, keys and values of width Dk, by the text usually D. */
export const F3 = ({ n, d, dk = d, batch }: Tokens & { readonly dk?: number }): Said =>
  said('F3', 'Q, K and V', dk === d ? '3·N·D²' : '3·N·D·Dk', { maps: 3, n, d, dk, batch });

/** Scores Q·Kᵀ. */
export const F4 = ({ n, d, batch }: Tokens): Said =>
  said('F4', 'attention scores', 'N²·D', { queries: n, keys: n, d, batch });

/** Applying attention to the values. */
export const F5 = ({ n, d, batch }: Tokens): Said =>
  said('F5', 'apply attention', 'N²·D', { queries: n, keys: n, d, batch });

/** The whole of attention. */
export const F6 = (tokens: Tokens): Said => ({
  form: 'F6',
  name: 'attention',
  text: '3·N·D² + 2·N²·D',
  says: [...F3(tokens).says, ...F4(tokens).says, ...F5(tokens).says],
});

/** Feed-forward network: two linear layers, D → Dff → D. */
export const F7 = ({ n, d, dff, batch }: Tokens & { readonly dff: number }): Said =>
  said('F7', 'MLP', '2·N·D·Dff', { layers: 2, n, d, dff, batch });

/** The model: the sum over its parts. */
export const F8 = (text: string, parts: readonly Said[]): Said => ({
  form: 'F8',
  name: 'model',
  text,
  says: parts.flatMap(({ says }) => says),
});

/** Multi-head attention, by the text h times F6. */
export const F9 = ({ heads, ...tokens }: Tokens & { readonly heads: number }): Said => ({
  form: 'F9',
  name: 'all heads',
  text: 'h·F6',
  says: F6(tokens).says.map(({ factors }) => ({ factors: { heads, ...factors } })),
});

/** Parameters of a convolution; in a grouped one Cin is what a group sees. */
export const P1 = ({ kh, kw, cIn, cOut }: Pick<Convolution, 'kh' | 'kw' | 'cIn' | 'cOut'>): Said =>
  said('P1', 'convolution', '(K²·Cin+1)·Cout', { kh, kw, cIn, cOut }, { biases: cOut });

/** Fully connected layer. */
export const P2 = ({ inputs, outputs }: { readonly inputs: number; readonly outputs: number }): Said =>
  said('P2', 'dense', '(in+1)·out', { inputs, outputs }, { biases: outputs });

/** Patch embedding: a patch of Ph × Pw × C to a token of width D. */
export const P3 = (patch: {
  readonly ph: number;
  readonly pw: number;
  readonly channels: number;
  readonly d: number;
}): Said =>
  said('P3', 'patch embedding', 'P²·C·D', {
    ph: patch.ph,
    pw: patch.pw,
    channels: patch.channels,
    d: patch.d,
  });

/** Position encoding, where it is learned; else none. */
export const P4 = ({ n, d }: Pick<Tokens, 'n' | 'd'>): Said =>
  said('P4', 'positions', 'if learnable: N·D', { n, d });

/** The three maps of attention. */
export const P5 = ({ d }: Pick<Tokens, 'd'>): Said =>
  said('P5', 'Q, K and V', '3·D²', { maps: 3, dIn: d, dOut: d });

/** Feed-forward network. */
export const P6 = ({ d, dff }: { readonly d: number; readonly dff: number }): Said =>
  said('P6', 'MLP', '(D+1)·Dff+(Dff+1)·D', { d, dff }, { biases: dff }, { dff, d }, { biases: d });
